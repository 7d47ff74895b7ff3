using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Pipeline;

internal sealed partial class SpoolCodec
{
    private void WriteCall(Call call)
    {
        var writer = WriteId(Begin(RecordKind.Call, call.FirstSeq, call.StartedAt), call.Id).Number(call.Revision).Long(call.FirstEpoch)
            .Number((int)call.Direction).Number((int)call.State).Number((int)call.Origin).Text(call.PlacedBy)
            .Flag(call.External is not null).Text(call.External?.Raw).Number((int)(call.External?.Kind ?? default)).Text(call.External?.E164)
            .Text(call.External?.NationalReversed).Text(call.CallerNumber).Text(call.CallerName).Text(call.DialedNumber)
            .Text(call.PresentedNumber).Text(call.Trunk).Text(call.Queue).Number((int?)call.Outcome).Number((int?)call.MissedReason)
            .Flag(call.LostInTransfer).Text(call.AnsweredBy).Text(call.LastParty).Number((int)call.EndedBy).Time(call.AnsweredAt)
            .Time(call.EndedAt).Long(call.Wait.Ticks).Long(call.Connected.Ticks).Long(call.Talk.Ticks).Long(call.Hold.Ticks)
            .Number((int)call.Witnesses);
        WriteList(call.Participants, p => writer.Text(p.Party).Number((int)p.Kind).Text(p.Employee?.ToString()).Flag(p.Asked).Flag(p.Rang)
            .Flag(p.Answered).Number(p.Rings).Long(p.Ring.Ticks).Long(p.Talk.Ticks).Long(p.Hold.Ticks).Number((int?)p.Result)
            .Text(p.Department?.ToString()));
        WriteList(call.Transfers, t => writer.Number((int)t.Kind).Text(t.From).Text(t.To).Flag(t.Completed));
        WriteList(call.Relations, r => WriteId(writer.Number((int)r.Kind), r.CallId));
        WriteList(call.Digits, d => writer.Text(d.Party).Text(d.Digits));
        WriteList(call.Recordings, r => writer.Text(r.Link).Text(r.Location).Time(r.StartedAt).Flag(r.Length is not null)
            .Long(r.Length?.Ticks ?? 0));
        WriteList(call.Because, b =>
        {
            writer.Text(b.Verdict).Text(b.Rule).Number(b.Events.Count);
            foreach (var seq in b.Events)
            {
                writer.Long(seq);
            }
        });
        WriteList(call.Families, family => writer.Text(family));
        writer.End();
    }

    private void WriteGap(CoverageGap gap)
    {
        var writer = WriteId(Begin(RecordKind.Gap, 0, gap.From), gap.Id).Time(gap.To).Number((int)gap.Cause).Number(gap.Revision);
        WriteList(gap.Restored, r => writer.Number((int)r.Witness).Number(r.Closed).Number(r.Adopted).Number(r.Restored));
        writer.End();
    }

    // A length of its own lets each element grow at its end.
    private void WriteList<T>(IReadOnlyList<T> list, Action<T> write)
    {
        _writer.Number(list.Count);
        foreach (var element in list)
        {
            _writer.BeginGroup();
            write(element);
            _writer.EndGroup();
        }
    }
}
