using System.Text;
using CallTracking.LoadLab.Pair;

namespace CallTracking.LoadLab.Records;

/// <summary>Reading CDR files, against Sylvan.Data.Csv.</summary>
internal static class RecordSuite
{
    public static PairSuite Create()
    {
        using var text = new StringWriter();
        new CdrRecords(seed: 1).Write(text, 8_000);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return new PairSuite(
            "records", "CDR files", "row", Measure.Cpu,
            [
                Candidate.Of("Sylvan, typed", () => CdrPasses.Sylvan(bytes)),
                Candidate.Of("field scan", () => CdrPasses.Scan(bytes)),
                Candidate.Of("typed", () => CdrPasses.Typed(bytes)),
                Candidate.Of("finished records", () => CdrPasses.Records(bytes)),
            ],
            [
                new Gate("field scan", LeastRatio: 3, MostBytes: 1),
                new Gate("typed", LeastRatio: 1.2),
            ])
        {
            CountsAlike = true,
            Notes = _ => [$"A row has {bytes.Length / 8_000} bytes."],
        };
    }
}
