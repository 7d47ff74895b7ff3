using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Numbering;

/// <summary>A site's settings as a file: the <c>site.json</c> that replay reads.</summary>
public static class SiteFile
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Reads a site file. Members it does not know are ignored; members that are absent keep their defaults.</summary>
    /// <param name="path">The file: a JSON object with <c>country</c>, <c>extensions</c>, <c>rooms</c>, <c>outboundPrefix</c>,
    /// <c>trunks</c>, <c>timeZone</c>.</param>
    /// <returns>Valid settings.</returns>
    /// <exception cref="SiteFileException">It cannot be read, is no JSON, or a setting is wrong.</exception>
    public static SiteOptions Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var content = Read(path);
        var defaults = new SiteOptions();
        var site = new SiteOptions
        {
            Country = content.Country ?? defaults.Country,
            Extensions = content.Extensions ?? defaults.Extensions,
            Rooms = content.Rooms,
            OutboundPrefix = content.OutboundPrefix,
            Trunks = content.Trunks ?? [],
            TimeZone = content.TimeZone ?? defaults.TimeZone,
        };
        var problem = SiteOptionsValidator.Problems(site).FirstOrDefault();
        return problem is null
            ? site
            : throw new SiteFileException($"{path}: \"{JsonNamingPolicy.CamelCase.ConvertName(problem.Option)}\" {problem.Text}.");
    }

    private static SiteFileContent Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (stream.Length > MaxBytes)
            {
                throw new SiteFileException($"{path}: {stream.Length} bytes are too many for a site file; is it the right file?");
            }

            return JsonSerializer.Deserialize(stream, SiteFileJson.Default.SiteFileContent)
                ?? throw new SiteFileException($"{path}, line 1: null is no site; write an object such as {{ \"country\": \"US\" }}.");
        }
        catch (JsonException exception)
        {
            throw new SiteFileException(
                $"{path}, line {(exception.LineNumber ?? 0) + 1}: {Explain(exception)}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var why = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file; check the path",
                UnauthorizedAccessException => "it may not be read (a folder, or no permission)",
                _ => exception.Message,
            };
            throw new SiteFileException($"{path}: {why}", exception);
        }
    }

    // The reader quotes what it found, which may be anything.
    private static string OneLine(string text) => string.Concat(text.Select(static letter => char.IsControl(letter) ? ' ' : letter));

    private static string Explain(JsonException exception)
    {
        // Syntax errors come with the reader's exception inside and say enough; the others only name a CLR type.
        if (exception.InnerException is JsonException syntax)
        {
            var end = syntax.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            return "not valid JSON: " + OneLine(end < 0 ? syntax.Message : syntax.Message[..end]);
        }

        var member = exception.Path?.TrimStart('$', '.');
        return string.IsNullOrEmpty(member)
            ? "the file must hold one JSON object, such as { \"country\": \"US\" }."
            : member.StartsWith("trunks", StringComparison.Ordinal)
                ? "\"trunks\" must be a list of names, such as [ \"provider\" ]."
                : $"\"{member}\" must be a text in quotation marks.";
    }
}

/// <summary>A site file cannot be used. The message is one line that names file, place and cure.</summary>
public sealed class SiteFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line that names file, place and cure.</param>
    /// <param name="innerException">What the reader said, if it said something.</param>
    public SiteFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The members of a site file; absent ones are null.</summary>
internal sealed record SiteFileContent(
    string? Country, string? Extensions, string? Rooms, string? OutboundPrefix, List<string>? Trunks, string? TimeZone);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(SiteFileContent))]
internal sealed partial class SiteFileJson : JsonSerializerContext;
