using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>The PBX as a process that ends and starts.</summary>
public sealed partial class FakeAsterisk
{
    private string _epoch = string.Empty;
    private int _ids;

    /// <summary>Stops as after <c>core restart now</c>: every channel hangs up, <c>Shutdown</c> is told, the connections end.</summary>
    public void ShutDown() => End(() =>
    {
        foreach (var hangup in _answers.HangupsOfAll())
        {
            Tell(hangup);
        }

        Tell(AmiFrame.Of(("Event", "Shutdown"), ("Privilege", "system,all"), ("Shutdown", "Cleanly"), ("Restart", "True")));
    });

    /// <summary>Starts a new process, with no channels and a new epoch in its ids; it listens again where it listened before.</summary>
    /// <param name="ready">Whether it is ready at once. Else logins are granted and <c>FullyBooted</c> is told to all of them by
    /// <see cref="FinishBoot"/>.</param>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public void Boot(bool ready = true) => Begin(() =>
    {
        _isReady = ready;
        Boot(Time.GetUtcNow());
    });

    /// <summary>Is ready now, and says so to all that are logged in.</summary>
    public void FinishBoot()
    {
        lock (Gate)
        {
            _isReady = true;
            if (_options.Ready != FakeAsteriskReady.Never)
            {
                Tell(_state.FullyBooted(Time.GetUtcNow()));
            }
        }
    }

    /// <summary>An id for a new channel, as this process makes them.</summary>
    internal string NextUniqueid() => string.Create(CultureInfo.InvariantCulture, $"{_epoch}.{_ids++}");

    /// <summary>The number at the end of a new channel's name.</summary>
    internal string NextChannelNumber() => _ids.ToString("x8", CultureInfo.InvariantCulture);

    internal (string Uniqueid, string Instance) NewIds()
    {
        lock (Gate)
        {
            var instance = NextChannelNumber();
            return (NextUniqueid(), instance);
        }
    }

    private void Boot(DateTimeOffset at)
    {
        _state.Restart(at);
        _state.Apply(AmiFrame.Banner(_options.AmiVersion), at);
        _epoch = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _ids = 0;
    }
}
