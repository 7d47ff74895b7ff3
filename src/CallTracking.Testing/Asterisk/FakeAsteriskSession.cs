using System.Text;
using System.Text.RegularExpressions;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.Asterisk;

/// <summary>One client's manager connection: its login, and what it wants to hear.</summary>
internal sealed class FakeAsteriskSession(FakeAsterisk server, Stream stream) : FakeSession(server, stream)
{
    private readonly List<Regex> _wanted = [];
    private readonly List<Regex> _unwanted = [];

    public bool WantsEvents { get; set; } = true;

    // The same for everybody, so that a test knows the key.
    public static string Challenge => "993038482";

    // Asterisk's own limit lies somewhere below 3,000.
    protected override int LongestLine => 1024;

    public bool Wants(AmiFrame frame)
    {
        if (!IsLoggedIn || !WantsEvents)
        {
            return false;
        }

        var text = _wanted.Count + _unwanted.Count == 0 ? string.Empty : Encoding.Latin1.GetString(frame.Bytes.Span);
        return (_wanted.Count == 0 || _wanted.Exists(filter => filter.IsMatch(text))) && !_unwanted.Exists(filter => filter.IsMatch(text));
    }

    public void AddFilter(string filter)
    {
        (filter.StartsWith('!') ? _unwanted : _wanted).Add(
            new Regex(filter.TrimStart('!'), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
    }

    protected override void Take(IReadOnlyList<string> lines, ReadOnlyMemory<byte> body, bool isTooLong)
    {
        var action = new AmiFrame(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n"));
        server.Take(this, action, isTooLong ? action.Error("Failed to parse message: line too long") : null);
    }
}
