using System.Buffers;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind : byte
{
    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A list in brackets.</summary>
    List,

    /// <summary>An object in braces.</summary>
    Object,

    /// <summary>A number, <c>true</c>, <c>false</c>, or what else stands without quotes.</summary>
    Bare,

    /// <summary><c>null</c>.</summary>
    Nothing,
}

/// <summary>Steps over JSON letter by letter: for what <see cref="JsonIndex"/> does not expect. Deep nesting costs no stack.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> EndsOfBare = SearchValues.Create(",]} \n\r\t\""u8);
    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"[]{}"u8);

    public static int SkipBlanks(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <summary>Steps over a text, quotes included.</summary>
    public static bool TrySkipText(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || text[at] != (byte)'"')
        {
            return false;
        }

        var i = at + 1;
        while (i < text.Length)
        {
            var found = text[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return false;
            }

            i += found;
            if (text[i] == (byte)'"')
            {
                at = i + 1;
                return true;
            }

            i += 2;
        }

        return false;
    }

    /// <summary>Steps over a value of any kind. Inside lists and objects only quotes and brackets count.</summary>
    public static bool TrySkipValue(ReadOnlySpan<byte> text, ref int at, out JsonKind kind)
    {
        kind = JsonKind.Text;
        if (at >= text.Length)
        {
            return false;
        }

        switch (text[at])
        {
            case (byte)'"':
                return TrySkipText(text, ref at);
            case (byte)'[':
                kind = JsonKind.List;
                return TrySkipNested(text, ref at);
            case (byte)'{':
                kind = JsonKind.Object;
                return TrySkipNested(text, ref at);
            default:
                var rest = text[at..];
                var length = rest.IndexOfAny(EndsOfBare);
                length = length < 0 ? rest.Length : length;
                kind = rest[..length].SequenceEqual("null"u8) ? JsonKind.Nothing : JsonKind.Bare;
                at += length;
                return length > 0;
        }
    }

    /// <summary>Takes the next element of a list.</summary>
    /// <param name="list">What is left of the list; at first all of it, brackets included.</param>
    /// <param name="element">The element; of a text what stands between its quotes.</param>
    /// <param name="kind">What it is.</param>
    /// <returns>False at the end.</returns>
    public static bool TryNextElement(scoped ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> element, out JsonKind kind)
    {
        element = default;
        kind = default;
        var at = SkipBlanks(list, 0);
        if (at < list.Length && list[at] is (byte)'[' or (byte)',')
        {
            at = SkipBlanks(list, at + 1);
        }

        var start = at;
        if (at == list.Length || list[at] == (byte)']' || !TrySkipValue(list, ref at, out kind))
        {
            list = default;
            return false;
        }

        var quotes = kind == JsonKind.Text ? 1 : 0;
        element = list[(start + quotes)..(at - quotes)];
        list = list[at..];
        return true;
    }

    private static bool TrySkipNested(ReadOnlySpan<byte> text, ref int at)
    {
        var depth = 0;
        var i = at;
        while (i < text.Length)
        {
            var found = text[i..].IndexOfAny(Brackets);
            if (found < 0)
            {
                return false;
            }

            i += found;
            switch (text[i])
            {
                case (byte)'"':
                    if (!TrySkipText(text, ref i))
                    {
                        return false;
                    }

                    continue;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            i++;
            if (depth == 0)
            {
                at = i;
                return true;
            }
        }

        return false;
    }
}
