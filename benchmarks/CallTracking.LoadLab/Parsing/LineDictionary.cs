using System.Text;

namespace CallTracking.LoadLab.Parsing;

/// <summary>How clients of AMI commonly read it: a line at a time, split at the colon, into a dictionary per event. For comparison.</summary>
internal static class LineDictionary
{
    public static long Run(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var messages = 0L;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                var parts = line.Split(':', 2);
                headers[parts[0]] = parts.Length > 1 ? parts[1].TrimStart() : "";
            }
            else if (headers.Count > 0)
            {
                messages++;
                headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            }
        }

        return messages;
    }
}
