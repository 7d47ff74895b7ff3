using System.Text;
using System.Xml;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// Turns an event in XML into one in plain text. A link never subscribes to XML, and a connection has one format only, but a trace of somebody
/// else's may have it. FreeSWITCH encodes the values as in plain events, so they are taken over as they are.
/// </summary>
internal static class EslXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = EslReader.DefaultMaxFrameBytes,
    };

    /// <summary>The event as plain text; null when it is no event in XML.</summary>
    public static byte[]? ToPlain(ReadOnlySpan<byte> xml)
    {
        var text = new StringBuilder(xml.Length);
        string? body = null;
        try
        {
            using var source = new StringReader(Encoding.UTF8.GetString(xml));
            using var reader = XmlReader.Create(source, Settings);
            reader.MoveToContent();
            if (reader.Name != "event" || reader.IsEmptyElement)
            {
                return null;
            }

            reader.Read();
            while (reader.NodeType == XmlNodeType.Element)
            {
                switch (reader.Name)
                {
                    case "headers" when !reader.IsEmptyElement:
                        ReadHeaders(reader, text);
                        break;
                    case "body":
                        body = reader.ReadElementContentAsString();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }
        catch (XmlException)
        {
            return null;
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').Append(body).ToString());
    }

    private static void ReadHeaders(XmlReader reader, StringBuilder text)
    {
        reader.Read();
        while (reader.NodeType == XmlNodeType.Element)
        {
            var name = reader.Name;
            var value = reader.ReadElementContentAsString();
            text.Append(name).Append(": ");

            // A line end that is not encoded would begin a header of its own.
            foreach (var c in value)
            {
                _ = c is '\r' or '\n' ? text.Append(c == '\n' ? "%0A" : "%0D") : text.Append(c);
            }

            text.Append('\n');
        }

        reader.Read();
    }
}
