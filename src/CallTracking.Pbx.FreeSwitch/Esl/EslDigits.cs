using System.Globalization;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>How keys are asked for.</summary>
/// <param name="Least">Fewest keys, 1 to 20.</param>
/// <param name="Most">Most keys, at least as many and at most 20.</param>
/// <param name="Tries">How often the prompt is played, 1 to 10.</param>
/// <param name="TimeoutMs">How long the first key is waited for after the prompt, and each further one.</param>
/// <param name="File">The prompt.</param>
internal sealed record EslDigits(int Least, int Most, int Tries, int TimeoutMs, string File)
{
    /// <summary>Ends the collection before <see cref="Most"/> keys: <c>#</c>, <c>*</c>, or null for none.</summary>
    public char? Terminator { get; init; }

    public static EslDigits Of(PbxDigitsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var timeout = (int)Math.Clamp(request.Timeout.TotalMilliseconds, 0, int.MaxValue);
        return new EslDigits(request.Least, request.Most, request.Tries, timeout, request.File) { Terminator = request.Terminator };
    }

    /// <summary>The keys, as an event of the leg behind the question has them; null when there are none.</summary>
    public static string? Read(EslMessage message, Guid id)
    {
        Span<byte> name = stackalloc byte[64];
        Encoding.ASCII.TryGetBytes($"variable_{EslCommand.DigitsVariable(id)}", name, out var length);
        return message.Get(name[..length]);
    }

    /// <summary>What the application reads. A try that timed out is followed by silence, and every key counts.</summary>
    public string Arguments(string variable)
    {
        EslArgument.Within(Least, 1, 20, nameof(Least));
        EslArgument.Within(Most, Least, 20, nameof(Most));
        EslArgument.Within(Tries, 1, 10, nameof(Tries));
        EslArgument.Within(TimeoutMs, 500, 60_000, nameof(TimeoutMs));
        EslArgument.File(File, nameof(File));
        var end = Terminator switch
        {
            null => "none",
            '#' => "#",
            '*' => "*",
            _ => throw new ArgumentException($"{nameof(Terminator)} must be # or * or none."),
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{Least} {Most} {Tries} {TimeoutMs} {end} {File} silence_stream://100 {variable} "
            + $"[0-9*#]+ {TimeoutMs}");
    }
}
