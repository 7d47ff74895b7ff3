namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Reads rows by a given template; without one by that of FreeSWITCH's own configuration, which may have further values behind
/// it.</summary>
internal sealed class CdrShape
{
    private const int MostFurther = 24;

    private const string Usual = "caller_id_name,caller_id_number,destination_number,context,start_stamp,answer_stamp,end_stamp,duration,billsec,"
        + "hangup_cause,uuid,bleg_uuid";

    private static readonly CdrTemplate[] Defaults = [.. Enumerable.Range(0, MostFurther + 1).Select(static further =>
        CdrTemplate.Parse(string.Join(',', Enumerable.Range(0, further).Select(static n => $"further{n}").Prepend(Usual)), out _)!)];

    private readonly CdrTemplate[] _templates;
    private readonly Range[] _values = new Range[128];
    private int _last;

    /// <summary>Creates a reader.</summary>
    /// <param name="template">The administrator's own; null for the usual one.</param>
    public CdrShape(CdrTemplate? template)
    {
        _templates = template is null ? Defaults : [template];
        IsDefault = template is null;
    }

    public bool IsDefault { get; }

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row without its line break.</param>
    /// <param name="decode">Makes text of bytes.</param>
    /// <returns>Null when it fits no template.</returns>
    public CdrVariables? Read(ReadOnlySpan<byte> row, Wire.WireText decode)
    {
        if (Find(row) is not { } template)
        {
            return null;
        }

        var leg = new CdrVariables { NumbersAreFinal = true };
        var further = new List<string>();
        for (var i = 0; i < template.Names.Count; i++)
        {
            var name = template.Names[i];
            var isFurther = IsDefault && name.StartsWith("further", StringComparison.Ordinal);
            if (isFurther || CdrVariables.Wanted.Contains(name))
            {
                var value = decode.Decode(row[_values[i]]);
                if (isFurther)
                {
                    further.Add(value);
                }
                else
                {
                    leg.Add(name, value);
                }
            }
        }

        AddFurther(leg, further);
        return leg;
    }

    private CdrTemplate? Find(ReadOnlySpan<byte> row)
    {
        foreach (var isStrict in (ReadOnlySpan<bool>)[true, false])
        {
            for (var i = -1; i < _templates.Length; i++)
            {
                var index = i < 0 ? _last : i;
                if ((i < 0 || i != _last) && _templates[index].TryMatch(row, isStrict, _values))
                {
                    _last = index;
                    return _templates[index];
                }
            }
        }

        return null;
    }

    /// <summary>Values behind the usual ones that can be nothing else than what they look like.</summary>
    private static void AddFurther(CdrVariables leg, List<string> further)
    {
        if (further is [_, "inbound" or "outbound", var asked, var call, var partner, var hangup] && IsId(call) && IsId(partner)
            && asked.All(static c => c is '_' or (>= 'A' and <= 'Z') or (>= '0' and <= '9')) && IsHangup(hangup))
        {
            leg.Add("originate_disposition", asked);
            leg.Add("call_uuid", call);
            leg.Add("bridge_uuid", partner);
        }

        foreach (var value in further)
        {
            if (value is "inbound" or "outbound")
            {
                leg.Add("direction", value);
            }
            else if (value.Length > 0 && IsHangup(value))
            {
                leg.Add("sip_hangup_disposition", value);
            }
        }
    }

    private static bool IsId(string text) =>
        text.Length <= 256 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsHangup(string text) =>
        text is "" or "send_bye" or "recv_bye" or "send_cancel" or "recv_cancel" or "send_refuse" or "recv_refuse";
}
