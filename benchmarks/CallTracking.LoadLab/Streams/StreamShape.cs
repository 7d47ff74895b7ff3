using System.Globalization;
using System.Text;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Wire;

namespace CallTracking.LoadLab.Streams;

/// <summary>What a stream is made of, to tell whether a generated one is like a recorded one.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Calls">Finished records in it, which this dial plan writes once per call.</param>
/// <param name="Mix">Events by name, the most frequent first.</param>
internal sealed record StreamShape(long Bytes, long Events, long Calls, IReadOnlyList<KeyValuePair<string, long>> Mix)
{
    public double EventsPerCall => Calls == 0 ? 0 : (double)Events / Calls;

    public double BytesPerCall => Calls == 0 ? 0 : (double)Bytes / Calls;

    public static StreamShape Of(byte[] stream)
    {
        var reader = new AmiReader(AmiSkip.None);
        var message = new AmiMessage(new WireText());
        var rest = new System.Buffers.ReadOnlySequence<byte>(stream);
        var mix = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.TryRead(ref rest, message))
        {
            if (message.Kind == AmiMessageKind.Event)
            {
                var name = Encoding.ASCII.GetString(message.Name);
                mix[name] = mix.GetValueOrDefault(name) + 1;
            }
        }

        return new StreamShape(
            stream.Length, mix.Values.Sum(), mix.GetValueOrDefault("Cdr"),
            [.. mix.OrderByDescending(static one => one.Value).ThenBy(static one => one.Key, StringComparer.Ordinal)]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Calls:N0} calls, {Events:N0} events, {Bytes:N0} bytes: per call {EventsPerCall:F1} events and {BytesPerCall:N0} bytes "
        + $"({string.Join(", ", Mix.Where(one => one.Value * 10 >= Calls).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {(double)one.Value / Math.Max(1, Calls):0.##}")))})");
}
