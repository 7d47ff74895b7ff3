using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.LoadLab.Chaos;

/// <summary>The values of one row of a CDR file.</summary>
internal static class CdrFields
{
    public static string[] Of(string row)
    {
        var bytes = Encoding.UTF8.GetBytes(row);
        var csv = new CsvReader();
        if (csv.Read(bytes, 0, bytes.Length, isEnd: true, out _) != CsvRead.Row)
        {
            return [];
        }

        var fields = new string[csv.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Encoding.UTF8.GetString(csv[i]);
        }

        return fields;
    }
}
