using System.Text.Json;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Takes out of one record of <c>mod_json_cdr</c> what is asked for: variables, the profile that the leg was born with, the names of
/// its applications.</summary>
internal sealed class JsonCdr(WireText text)
{
    private const int MostApplications = 1_000;

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _profile = new(StringComparer.Ordinal);
    private readonly List<string> _applications = [];
    private string? _direction;
    private bool _hasVariables;

    /// <summary>Reads a record.</summary>
    /// <returns>Null when it is another kind of object.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public CdrVariables? Read(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { AllowTrailingCommas = true });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("variables"u8))
            {
                _hasVariables = true;
                ReadTexts(ref reader, _variables, CdrVariables.Wanted);
            }
            else if (reader.ValueTextEquals("callflow"u8))
            {
                ReadCallFlow(ref reader);
            }
            else if (reader.ValueTextEquals("channel_data"u8))
            {
                var data = new Dictionary<string, string>(StringComparer.Ordinal);
                ReadTexts(ref reader, data, CdrVariables.Wanted);
                _direction ??= data.GetValueOrDefault("direction");
            }
            else if (reader.ValueTextEquals("app_log"u8))
            {
                ReadApplications(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        while (reader.Read())
        {
            // What stands behind must be JSON, too.
        }

        return _hasVariables ? Make() : null;
    }

    private CdrVariables Make()
    {
        // "encode-values" writes them as a URL has them; the colons and blanks of a time tell whether it was set.
        var isEncoded = _variables.TryGetValue("start_stamp", out var stamp) && stamp.Contains('%', StringComparison.Ordinal);
        var leg = new CdrVariables { AreAll = true, Applications = _applications.Count > 0 ? _applications : null };
        foreach (var (name, key) in ProfileNames)
        {
            if (_profile.TryGetValue(name, out var value))
            {
                leg.Add(key, isEncoded && value.StartsWith('%') ? Uri.UnescapeDataString(value) : value);
            }
        }

        if (_profile.TryGetValue("ani", out var ani) && ani.Length > 0)
        {
            leg.FirstCaller = isEncoded && ani.StartsWith('%') ? Uri.UnescapeDataString(ani) : ani;
        }

        foreach (var (name, value) in _variables)
        {
            leg.Add(name, isEncoded && value.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(value) : value);
        }

        if (_direction is not null)
        {
            leg.Add("direction", _direction);
        }

        return leg;
    }

    private static readonly (string Name, string Key)[] ProfileNames =
    [
        ("caller_id_name", "caller_id_name"), ("caller_id_number", "caller_id_number"), ("destination_number", "destination_number"),
        ("context", "context"), ("chan_name", "channel_name"), ("uuid", "uuid"),
    ];

    /// <summary>The texts of an object that are asked for; whatever else is in it is passed over.</summary>
    private void ReadTexts(ref Utf8JsonReader reader, Dictionary<string, string> into, HashSet<string>? wanted)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(ref reader);
            reader.Read();
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number && wanted?.Contains(name) != false)
            {
                into.TryAdd(name, TextOf(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The last profile is the first that the leg had.</summary>
    private void ReadCallFlow(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("caller_profile"u8))
                {
                    _profile.Clear();
                    ReadTexts(ref reader, _profile, null);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
    }

    private void ReadApplications(ref Utf8JsonReader reader)
    {
        reader.Read();
        var depth = reader.CurrentDepth;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("app_name"u8) && reader.Read()
                && reader.TokenType == JsonTokenType.String && _applications.Count < MostApplications)
            {
                _applications.Add(TextOf(ref reader));
            }
        }
    }

    /// <summary>FreeSWITCH passes on whatever bytes a phone sent.</summary>
    private string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType == JsonTokenType.Number ? text.Decode(reader.ValueSpan) : reader.GetString() ?? string.Empty;
        }
        catch (InvalidOperationException)
        {
            return text.Decode(reader.ValueSpan);
        }
    }
}
