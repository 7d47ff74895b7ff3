using System.Text;
using System.Text.Json;
using CsCheck;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class JsonIndexTests
{
    private static readonly string[] Letters = ["a", "\"", "\\", "\n", "\u0001", "é", "\U0001F600", "/", ",", ":", "{", "}", "[", "]", " ", new string('x', 70)];

    private static readonly Gen<string> Texts =
        Gen.Int[0, Letters.Length - 1].Array[0, 12].Select(static parts => string.Concat(parts.Select(static i => Letters[i])));

    private static readonly Gen<object?> Values = Gen.Frequency(
        (8, Texts.Select(static text => (object?)text)),
        (1, Texts.Array[0, 3].Select(static list => (object?)list)),
        (1, Gen.Long.Select(static number => (object?)number)),
        (1, Gen.Bool.Select(static yes => yes ? (object?)true : null)),
        (1, Texts.Select(static text => (object?)new Dictionary<string, object> { ["in" + text] = new[] { text } })));

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"a\":\"b\"", "\"a\":\"b\",", " ", "\n", "1", "null", "\\\"", "\u0000", "\\u00", new string('z', 66)];

    [Fact]
    public void TryParse_AnyObject_FindsWhatUtf8JsonReaderFinds()
    {
        Gen.Select(Texts, Values).Select(static (name, value) => (Name: name, Value: value)).Array[0, 40].SelectMany(
            static fields => Gen.Bool.Select(isIndented => (fields, isIndented))).Sample(
            sample =>
            {
                var bytes = Write(sample.fields, sample.isIndented);

                Indexed([7, .. bytes, 9, 9], 1, bytes.Length).Should().Equal(Expected(bytes));
            },
            iter: 3_000, threads: 1);
    }

    [Fact]
    public void TryParse_AnyTokens_NeverThrowsAndTakesAllThatJsonIs()
    {
        Gen.Int[0, Tokens.Length - 1].Array[0, 30].Select(static parts => "{" + string.Concat(parts.Select(static i => Tokens[i])) + "}").Sample(
            text =>
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                var found = Indexed(bytes, 0, bytes.Length);
                if (Expected(bytes) is { } expected)
                {
                    found.Should().Equal(expected);
                }
            },
            iter: 5_000, threads: 1);
    }

    [Fact]
    public void TryParse_AnyBytes_NeverReadsBeyondThem()
    {
        Gen.Byte.Array[0, 300].Sample(
            bytes =>
            {
                var index = new JsonIndex();
                index.TryParse(bytes, 0, bytes.Length);
                for (var i = 0; i < index.Count; i++)
                {
                    index.Name(i).Length.Should().BeLessThan(bytes.Length);
                    index.Value(i, out _).Length.Should().BeLessThan(bytes.Length);
                }
            },
            iter: 3_000, threads: 1);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData(" { } \n", 0)]
    [InlineData("{\"a\":\"b\"}", 1)]
    [InlineData("{\"a\":\"b\",\"a\":[{\"c\":[]}],\"d\":-1.5e3}", 3)]
    [InlineData("", -1)]
    [InlineData("{", -1)]
    [InlineData("{\"a\":\"b\"", -1)]
    [InlineData("{\"a\":\"b\"}}", -1)]
    [InlineData("{\"a\":\"b\"\"c\":\"d\"}", -1)]
    [InlineData("{\"a\" \"b\"}", -1)]
    [InlineData("{\"a\":}", -1)]
    [InlineData("{\"a\":\"b\\\"}", -1)]
    [InlineData("[\"a\"]", -1)]
    public void TryParse_Shapes(string json, int count)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var index = new JsonIndex();

        index.TryParse(bytes, 0, bytes.Length).Should().Be(count >= 0);

        index.Count.Should().BeGreaterThanOrEqualTo(0);
        if (count >= 0)
        {
            index.Count.Should().Be(count);
        }
    }

    [Fact]
    public void TryGet_RepeatedName_GivesTheFirstInEitherCase()
    {
        var bytes = "{\"Unique-ID\":\"1\",\"unique-id\":\"2\"}"u8.ToArray();
        var index = new JsonIndex();
        index.TryParse(bytes, 0, bytes.Length).Should().BeTrue();

        index.TryGet("UNIQUE-ID"u8, out var value, out var kind).Should().BeTrue();

        Encoding.UTF8.GetString(value).Should().Be("1");
        kind.Should().Be(JsonKind.Text);
        index.TryGet(default, out _, out _).Should().BeFalse();
    }

    [Fact]
    public void TryParse_NestedAMillionDeep_CostsNoStack()
    {
        var bytes = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 1_000_000) + new string(']', 1_000_000) + "}");

        new JsonIndex().TryParse(bytes, 0, bytes.Length).Should().BeTrue();
    }

    private static byte[] Write((string Name, object? Value)[] fields, bool isIndented)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = isIndented, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, value);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Name and value of every field, by the run time's own reader; null when it is no JSON object.</summary>
    private static List<string>? Expected(byte[] bytes)
    {
        try
        {
            var result = new List<string>();
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                var isText = reader.TokenType == JsonTokenType.String;
                var text = isText ? reader.GetString() : null;
                reader.Skip();
                result.Add($"{name}={(isText ? text : Encoding.UTF8.GetString(bytes[start..(int)reader.BytesConsumed]))}");
            }

            return reader.Read() ? null : result;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<string>? Indexed(byte[] bytes, int start, int length)
    {
        var index = new JsonIndex();
        if (!index.TryParse(bytes, start, length))
        {
            return null;
        }

        var result = new List<string>();
        for (var i = 0; i < index.Count; i++)
        {
            var value = index.Value(i, out var kind);
            result.Add($"{Text(index.Name(i))}={(kind == JsonKind.Text ? Text(value) : Encoding.UTF8.GetString(value))}");
        }

        return result;

        static string Text(ReadOnlySpan<byte> raw) => Encoding.UTF8.GetString(EslText.Unescape(raw, new byte[raw.Length]));
    }
}
