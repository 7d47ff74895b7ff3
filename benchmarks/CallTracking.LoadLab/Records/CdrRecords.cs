using System.Globalization;

namespace CallTracking.LoadLab.Records;

/// <summary>
/// The CDR file of an office: calls in and out, answered or not, ring groups and queues of several rows, names with quotes in them. The same
/// seed gives the same bytes.
/// </summary>
internal sealed class CdrRecords(int seed)
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = ["", "Ann", "Sales \"\"North\"\"", "O'Brien, Pat", "Сорока", "ភ្នំពេញ"];

    // The seed names the case: a measurement can be made again.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);
    private DateTimeOffset _now = Epoch;
    private int _channel;
    private int _sequence;

    /// <summary>Writes at least so many rows; a call is never cut.</summary>
    /// <returns>Calls and rows.</returns>
    public (int Calls, int Rows) Write(TextWriter file, int rows)
    {
        var calls = 0;
        while (_sequence < rows)
        {
            _now += TimeSpan.FromSeconds(_random.Next(1, 20));
            WriteCall(file);
            calls++;
        }

        return (calls, _sequence);
    }

    private void WriteCall(TextWriter file)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"12025550{100 + _random.Next(100)}");
        var line = Channel("line");
        var id = string.Create(CultureInfo.InvariantCulture, $"{_now.ToUnixTimeSeconds()}.{_channel}");
        var ring = _random.Next(2, 20);
        var talk = _random.Next(5, 600);
        switch (_random.Next(20))
        {
            case < 9: Row(file, number, "5550100", "from-trunk", line, Desk(), id, id, ring, talk, "ANSWERED"); break;
            case < 11: Row(file, number, "5550100", "from-trunk", line, Desk(), id, id, ring, 0, "NO ANSWER"); break;
            case < 12: Row(file, number, "5550101", "from-trunk", line, Desk(), id, id, 1, 0, "BUSY"); break;
            case < 16: Row(file, "101", "9" + number, "from-internal", Desk(), Channel("line"), id, id, ring, talk, "ANSWERED"); break;
            case < 17: Row(file, "102", "9" + number, "from-internal", Desk(), Channel("line"), id, id, ring, 0, "NO ANSWER"); break;
            case < 19:
                for (var phone = 0; phone < 3; phone++)
                {
                    Row(file, number, "5550102", "from-trunk", line, Desk(), id, id, ring, phone == 0 ? talk : 0, phone == 0 ? "ANSWERED" : "NO ANSWER");
                }

                break;
            default:
                Row(file, number, "5550103", "from-trunk", line, Desk(), id, id, ring, talk, "ANSWERED", "Queue", "support,tT");
                _now += TimeSpan.FromSeconds(ring + talk);
                Row(file, number, "5550103", "from-trunk", line, Desk(), id, id, 0, talk, "ANSWERED", "Queue", "support,tT");
                break;
        }
    }

    private string Desk() => Channel(string.Create(CultureInfo.InvariantCulture, $"1{_random.Next(100):00}"));

    private string Channel(string endpoint) => string.Create(CultureInfo.InvariantCulture, $"PJSIP/{endpoint}-{++_channel:x8}");

    private void Row(
        TextWriter file, string source, string destination, string context, string channel, string other, string id, string family, int ring,
        int talk, string disposition, string application = "Dial", string? data = null)
    {
        var name = Names[_random.Next(Names.Length)];
        var endpoint = other[..other.LastIndexOf('-')];
        var answer = disposition == "ANSWERED" ? $"\"{_now.AddSeconds(ring):yyyy-MM-dd HH:mm:ss}\"" : "";
        file.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\"\",\"{source}\",\"{destination}\",\"{context}\",\"\"\"{name}\"\" <{source}>\",\"{channel}\",\"{other}\",\"{application}\","
            + $"\"{data ?? endpoint + ",30,tT"}\",\"{_now:yyyy-MM-dd HH:mm:ss}\",{answer},\"{_now.AddSeconds(ring + talk):yyyy-MM-dd HH:mm:ss}\","
            + $"{ring + talk},{talk},\"{disposition}\",\"DOCUMENTATION\",\"{id}\",\"\",\"\",\"{family}\",{++_sequence}\n"));
    }
#pragma warning restore CA5394
}
