using System.Globalization;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The variables that a new leg gets: ids, numbers and seconds. A text of people's belongs into the host's own store, under
/// <c>ct_call_id</c>.</summary>
internal sealed record EslVariables
{
    /// <summary>The name of the new leg. FreeSWITCH takes another without a word when it is in use: read the job's result.</summary>
    public Guid? Leg { get; init; }

    /// <summary>The number that the called party sees.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>An id of the host's own, left in <c>ct_call_id</c>.</summary>
    public string? CallId { get; init; }

    /// <summary>The number that will be called afterwards, left in <c>ct_number</c>: the only place that names it if the first party never
    /// lifts.</summary>
    public string? Number { get; init; }

    /// <summary>How long it may ring, in seconds.</summary>
    public int? RingSeconds { get; init; }

    /// <summary>The number that is shown to whom the dial plan calls for this leg.</summary>
    public string? OnwardNumber { get; init; }

    /// <summary>How long whom the dial plan calls for this leg may ring, in seconds.</summary>
    public int? OnwardSeconds { get; init; }

    /// <summary>Whether the leg ends with the conversation.</summary>
    public bool EndsWithBridge { get; init; }

    /// <summary>As they stand before an <c>originate</c>'s first endpoint.</summary>
    public string ForAll() => Join('{', "originate_timeout", '}');

    /// <summary>As they stand before one endpoint.</summary>
    public string ForLeg() => Join('[', "leg_timeout", ']');

    private string Join(char open, string timeout, char close)
    {
        var text = new StringBuilder();
        Add("origination_uuid", Leg?.ToString("D"));
        if (CallerNumber is not null)
        {
            Add("origination_caller_id_number", EslArgument.Number(CallerNumber, nameof(CallerNumber)));

            // Else it is "Outbound Call".
            Add("origination_caller_id_name", CallerNumber);
        }

        Add("ct_call_id", CallId is null ? null : EslArgument.Id(CallId, nameof(CallId)));
        Add("ct_number", Number is null ? null : EslArgument.Number(Number, nameof(Number)));
        Add("effective_caller_id_number", OnwardNumber is null ? null : EslArgument.Number(OnwardNumber, nameof(OnwardNumber)));
        Add(timeout, Seconds(RingSeconds, nameof(RingSeconds)));
        Add("call_timeout", Seconds(OnwardSeconds, nameof(OnwardSeconds)));
        Add("hangup_after_bridge", EndsWithBridge ? "true" : null);
        return text.Length == 0 ? string.Empty : text.Append(close).ToString();

        static string? Seconds(int? seconds, string name) =>
            seconds is { } some ? EslArgument.Within(some, 1, 600, name).ToString(CultureInfo.InvariantCulture) : null;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? open : ',').Append(name).Append('=').Append(value);
            }
        }
    }
}
