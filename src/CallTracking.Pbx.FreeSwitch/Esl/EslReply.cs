using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>FreeSWITCH's answer to one command.</summary>
/// <param name="Text">The <c>Reply-Text</c>, or the body of an <c>api/response</c>, as it came.</param>
/// <param name="Bytes">The body's bytes; empty where there is none.</param>
internal sealed record EslReply(string Text, ReadOnlyMemory<byte> Bytes)
{
    private const int LongestExcerpt = 120;

    /// <summary>Whether it is no refusal. FreeSWITCH writes refusals in front: <c>-ERR</c>, or <c>-USAGE</c> for wrong arguments.</summary>
    public bool IsSuccess => !Text.StartsWith("-ERR", StringComparison.Ordinal) && !Text.StartsWith("-USAGE", StringComparison.Ordinal);

    /// <summary>The beginning of the answer, for messages to people.</summary>
    public string Excerpt
    {
        get
        {
            var end = Text.AsSpan().IndexOfAny('\r', '\n');
            var line = Text.AsSpan(0, end < 0 ? Text.Length : end).Trim();
            return line.Length <= LongestExcerpt ? line.ToString() : string.Concat(line[..LongestExcerpt], "…");
        }
    }

    /// <summary>Takes an answer out of the stream.</summary>
    public static EslReply Of(EslMessage message)
    {
        if (message.IsCut)
        {
            return new("-ERR the answer is too long", default);
        }

        var body = message.BodyBytes.ToArray();
        var text = message.Kind == EslMessageKind.ApiResponse ? Encoding.UTF8.GetString(body) : message.Get("Reply-Text"u8);
        return new(text ?? string.Empty, body);
    }
}
