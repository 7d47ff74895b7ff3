namespace CallTracking.Testing.Adapters;

/// <summary>The PBX that an adapter talks to while it is checked. Its author writes one beside the adapter; <c>FakeAsteriskPbx</c> is ours.</summary>
/// <remarks>Methods that return a bool say whether the PBX, or its protocol, has such a thing at all: false leaves the check out. They may be
/// called from any thread, one at a time.</remarks>
public interface IFakePbx : IAsyncDisposable
{
    /// <summary>What must never be seen in a trace, a log or an error: passwords, keys.</summary>
    IReadOnlyCollection<string> Secrets => [];

    /// <summary>Bytes, or messages, that clients took so far; null when the PBX cannot count them.</summary>
    long? Taken => null;

    /// <summary>Tells one whole call of at least one leg, from its begin to its end. Does nothing where calls come of their own accord.</summary>
    void MakeCall();

    /// <summary>Tells the begin of a call that stays.</summary>
    /// <returns>Whether it can.</returns>
    bool BeginCall() => false;

    /// <summary>Ends all connections in good order.</summary>
    /// <returns>Whether it can.</returns>
    bool Close() => false;

    /// <summary>Breaks all connections.</summary>
    /// <returns>Whether it can.</returns>
    bool Cut() => false;

    /// <summary>Goes silent and leaves the connections open.</summary>
    /// <returns>Whether it can.</returns>
    bool Freeze() => false;

    /// <summary>Stops: nobody listens any more.</summary>
    /// <returns>Whether it can.</returns>
    bool Stop() => false;

    /// <summary>From now on grants logins, but is not ready until <see cref="BecomeReady"/>; it tells calls meanwhile.</summary>
    /// <returns>Whether there is such a thing.</returns>
    bool StartSlowly() => false;

    /// <summary>Is ready, and says so.</summary>
    void BecomeReady()
    {
    }

    /// <summary>From now on refuses logins.</summary>
    /// <returns>Whether there are logins.</returns>
    bool RefuseLogins() => false;

    /// <summary>From now on sends every byte alone.</summary>
    /// <returns>Whether it can.</returns>
    bool Drip() => false;

    /// <summary>Sends an event that no adapter knows.</summary>
    /// <param name="name">The event's name.</param>
    /// <returns>Whether events have names.</returns>
    bool SayUnknown(string name) => false;

    /// <summary>Sends bytes that mean nothing.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Whether it can.</returns>
    bool SayGarbage(ReadOnlyMemory<byte> bytes) => false;
}
