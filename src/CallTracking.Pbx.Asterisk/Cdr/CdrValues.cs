namespace CallTracking.Pbx.Asterisk;

/// <summary>The values of one CDR as they were written, whichever way they came.</summary>
internal ref struct CdrValues
{
    public ReadOnlySpan<byte> Source { get; set; }

    public ReadOnlySpan<byte> Destination { get; set; }

    public ReadOnlySpan<byte> Context { get; set; }

    public ReadOnlySpan<byte> CallerId { get; set; }

    public ReadOnlySpan<byte> Channel { get; set; }

    public ReadOnlySpan<byte> DestinationChannel { get; set; }

    public ReadOnlySpan<byte> Application { get; set; }

    public ReadOnlySpan<byte> ApplicationData { get; set; }

    public ReadOnlySpan<byte> Start { get; set; }

    public ReadOnlySpan<byte> Answer { get; set; }

    public ReadOnlySpan<byte> End { get; set; }

    /// <summary>Whole seconds, where neither answer nor end is written but their distances are.</summary>
    public ReadOnlySpan<byte> Duration { get; set; }

    public ReadOnlySpan<byte> BillableSeconds { get; set; }

    public ReadOnlySpan<byte> Disposition { get; set; }

    public ReadOnlySpan<byte> UniqueId { get; set; }

    public ReadOnlySpan<byte> LinkedId { get; set; }

    public ReadOnlySpan<byte> Sequence { get; set; }

    /// <summary>The headers of the manager's <c>Cdr</c> event. <c>LinkedID</c> and <c>Sequence</c> are there only where
    /// <c>cdr_manager.conf</c> maps them.</summary>
    public static CdrValues Of(AmiMessage message)
    {
        ReadOnlySpan<byte> Get(ReadOnlySpan<byte> header) => message.TryGet(header, out var value) ? value : default;
        return new CdrValues
        {
            Source = Get("Source"u8),
            Destination = Get("Destination"u8),
            Context = Get("DestinationContext"u8),
            CallerId = Get("CallerID"u8),
            Channel = Get("Channel"u8),
            DestinationChannel = Get("DestinationChannel"u8),
            Application = Get("LastApplication"u8),
            ApplicationData = Get("LastData"u8),
            Start = Get("StartTime"u8),
            Answer = Get("AnswerTime"u8),
            End = Get("EndTime"u8),
            Duration = Get("Duration"u8),
            BillableSeconds = Get("BillableSeconds"u8),
            Disposition = Get("Disposition"u8),
            UniqueId = Get("UniqueID"u8),
            LinkedId = Get("LinkedID"u8),
            Sequence = Get("Sequence"u8),
        };
    }
}
