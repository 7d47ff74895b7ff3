namespace CallTracking.Pbx;

/// <summary>
/// What a PBX may be asked to do with calls. A method ends when the PBX took the command or refused it; what comes of it is told where
/// everything is told, by <see cref="PbxEvent"/>s, and the ledger believes nothing else.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Reached through <see cref="IPbxAdapter.Control"/>; what an adapter can do is in <see cref="IPbxAdapter.Abilities"/>.</para>
/// <para>Every method throws <see cref="PbxControlException"/> when the link is down, when the PBX is not able to do this, or when it does
/// not answer in time; <see cref="ArgumentException"/>, before anything is sent, for an argument that may not be sent (its message names the
/// argument and the cure); and <see cref="OperationCanceledException"/>. Cancelling ends the wait, it does not take back what was
/// sent.</para>
/// <para>An adapter writes the methods that it is able to; the others throw.</para>
/// <para>Numbers hold digits, <c>+</c>, <c>*</c> and <c>#</c> only. Texts of people (names, notes) are never sent.</para>
/// </remarks>
public interface IPbxCallControl
{
    /// <summary>Makes a name for a leg that does not exist yet, so that whoever places a call can watch for it beforehand.</summary>
    /// <returns>A name that was never used.</returns>
    LegId NewLeg() => new(Guid.NewGuid().ToString("D"));

    /// <summary>Places a call: the agent is called first and, when he lifts, the customer; then they talk.</summary>
    /// <remarks>Told by <see cref="LegStarted"/> and <see cref="LegDialed"/> of both legs, <see cref="OriginateEnded"/> for the agent's,
    /// <see cref="DialEnded"/>, <see cref="LegUp"/> and <see cref="LegEnded"/>. Needs <see cref="PbxAbilities.Originate"/>.</remarks>
    /// <param name="request">Who calls whom.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken, the legs' names, and what becomes of the agent's leg.</returns>
    Task<PbxOriginateResult> OriginateAsync(PbxOriginateRequest request, CancellationToken cancellationToken) =>
        NotAble<PbxOriginateResult>("place calls");

    /// <summary>Ends a leg, and with it the conversation.</summary>
    /// <remarks>Told by <see cref="LegEnded"/>. Needs <see cref="PbxAbilities.HangUp"/>.</remarks>
    /// <param name="leg">The leg.</param>
    /// <param name="reason">What the party is told, where it still matters.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> HangUpAsync(LegId leg, PbxHangUpReason reason, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("end legs");

    /// <summary>Sends a leg elsewhere without asking there first. Whom it talked with is left behind.</summary>
    /// <remarks>Told by <see cref="LegRedirected"/>. To hand a customer over it is his leg that is sent. Needs
    /// <see cref="PbxAbilities.Transfer"/>.</remarks>
    /// <param name="leg">The leg that is sent.</param>
    /// <param name="destination">Extension or number, as one would dial it at this PBX.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> TransferAsync(LegId leg, string destination, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("send legs elsewhere");

    /// <summary>A leg puts the other side on hold.</summary>
    /// <remarks>Told by <see cref="LegHeld"/>. Needs <see cref="PbxAbilities.Hold"/>.</remarks>
    /// <param name="leg">The leg that holds.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> HoldAsync(LegId leg, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("hold");

    /// <summary>A leg takes the other side back.</summary>
    /// <remarks>Told by <see cref="LegResumed"/>. Needs <see cref="PbxAbilities.Hold"/>.</remarks>
    /// <param name="leg">The leg that held.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> ResumeAsync(LegId leg, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("resume");

    /// <summary>Plays a file of the PBX's.</summary>
    /// <remarks>Not told: it is no fact of the call. Needs <see cref="PbxAbilities.Play"/>.</remarks>
    /// <param name="leg">The leg.</param>
    /// <param name="file">The file as the PBX names it.</param>
    /// <param name="toBothSides">Whether the other side hears it, too.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken, not whether it was heard to its end.</returns>
    Task<PbxCommandResult> PlayAsync(LegId leg, string file, bool toBothSides, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("play files");

    /// <summary>Ends what is played to a leg.</summary>
    /// <remarks>Needs <see cref="PbxAbilities.Play"/>.</remarks>
    /// <param name="leg">The leg.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> StopPlayingAsync(LegId leg, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("play files");

    /// <summary>Begins to record a leg's conversation, both sides of it. Whether people must be told is the host's to know.</summary>
    /// <remarks>Told by <see cref="RecordingStarted"/>, which has the recording's name. Needs <see cref="PbxAbilities.Record"/>.</remarks>
    /// <param name="leg">The leg.</param>
    /// <param name="file">Name of the file, whose ending says the format, as the PBX names it.</param>
    /// <param name="longest">After this it ends by itself; null for the leg's end.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> RecordAsync(LegId leg, string file, TimeSpan? longest, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("record");

    /// <summary>Ends a recording of a leg.</summary>
    /// <remarks>Told by <see cref="RecordingStopped"/>. Needs <see cref="PbxAbilities.Record"/>.</remarks>
    /// <param name="leg">The leg.</param>
    /// <param name="file">The file that was given to <see cref="RecordAsync"/>; null for all recordings of the leg.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken.</returns>
    Task<PbxCommandResult> StopRecordingAsync(LegId leg, string? file, CancellationToken cancellationToken) =>
        NotAble<PbxCommandResult>("record");

    /// <summary>Plays a question to a leg and waits for keys.</summary>
    /// <remarks>Each key is told by <see cref="DigitPressed"/>. Needs <see cref="PbxAbilities.CollectDigits"/>.</remarks>
    /// <param name="leg">The leg.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait for the PBX's answer.</param>
    /// <returns>Whether it was taken, and the keys when they are there.</returns>
    Task<PbxDigitsResult> CollectDigitsAsync(LegId leg, PbxDigitsRequest request, CancellationToken cancellationToken) =>
        NotAble<PbxDigitsResult>("ask for keys");

    private static Task<T> NotAble<T>(string what) =>
        Task.FromException<T>(new PbxControlException(PbxControlFailure.NotAble, $"This link cannot {what}; its Abilities say what it can."));
}
