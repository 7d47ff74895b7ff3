using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>The PBX as a process that ends and starts.</summary>
public sealed partial class FakeAsterisk
{
    private string _epoch = string.Empty;
    private int _ids;

    /// <summary>Whether the process runs.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _isRunning;
            }
        }
    }

    /// <summary>Dies at once, as after <c>kill -9</c>: connections end without a word, further ones are refused, calls are lost.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _isRunning = false;
        }

        _listener?.Close();
        Cut();
    }

    /// <summary>Stops as after <c>core restart now</c>: every channel hangs up, <c>Shutdown</c> is told, the connections end.</summary>
    public void ShutDown()
    {
        lock (_gate)
        {
            _isRunning = false;
            foreach (var hangup in _answers.HangupsOfAll())
            {
                Tell(hangup);
            }

            Tell(AmiFrame.Of(("Event", "Shutdown"), ("Privilege", "system,all"), ("Shutdown", "Cleanly"), ("Restart", "True")));
            _sessions.ForEach(static session => session.Close());
        }

        _listener?.Close();
    }

    /// <summary>Starts a new process, with no channels and a new epoch in its ids; it listens again where it listened before.</summary>
    /// <param name="ready">Whether it is ready at once. Else logins are granted and <c>FullyBooted</c> is told to all of them by
    /// <see cref="FinishBoot"/>.</param>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public void Boot(bool ready = true)
    {
        lock (_gate)
        {
            if (_isRunning)
            {
                throw new InvalidOperationException("The PBX runs; end it with Kill() or ShutDown() first.");
            }

            _isRunning = true;
            _isReady = ready;
            Boot(_time.GetUtcNow());
        }

        _listener?.Open();
    }

    /// <summary>Is ready now, and says so to all that are logged in.</summary>
    public void FinishBoot()
    {
        lock (_gate)
        {
            _isReady = true;
            if (_options.Ready != FakeAsteriskReady.Never)
            {
                Tell(_state.FullyBooted(_time.GetUtcNow()));
            }
        }
    }

    /// <summary>An id for a new channel, as this process makes them.</summary>
    internal string NextUniqueid() => string.Create(CultureInfo.InvariantCulture, $"{_epoch}.{_ids++}");

    /// <summary>The number at the end of a new channel's name.</summary>
    internal string NextChannelNumber() => _ids.ToString("x8", CultureInfo.InvariantCulture);

    internal (string Uniqueid, string Instance) NewIds()
    {
        lock (_gate)
        {
            var instance = NextChannelNumber();
            return (NextUniqueid(), instance);
        }
    }

    /// <summary>Does something later, unless another process runs by then.</summary>
    internal void Later(TimeSpan delay, Action act)
    {
        var epoch = _epoch;
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                lock (_gate)
                {
                    if (_isRunning && _epoch == epoch)
                    {
                        act();
                    }

                    timer?.Dispose();
                }
            },
            null, delay, Timeout.InfiniteTimeSpan);
    }

    private void Boot(DateTimeOffset at)
    {
        _state.Restart(at);
        _state.Apply(AmiFrame.Banner(_options.AmiVersion), at);
        _epoch = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _ids = 0;
    }
}
