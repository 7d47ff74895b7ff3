using System.Globalization;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>The PBX as a process that ends and starts.</summary>
public sealed partial class FakeFreeSwitch
{
    internal const string ShutDownNotice = "The system is being shut down.\n";

    /// <summary>Stops as after <c>fsctl shutdown now</c>: its connections end, and nobody is told of the calls that end with it.</summary>
    public void ShutDown() => End(static () => { });

    /// <summary>Loads the module of the event socket anew: every connection is told goodbye and ends; calls go on.</summary>
    public void ReloadModule()
    {
        lock (Gate)
        {
            foreach (var session in Sessions)
            {
                session.Enqueue(EslFrame.Message("text/disconnect-notice", [], ShutDownNotice).ToBytes(), isFrame: false);
                session.Close();
            }
        }
    }

    /// <summary>Starts a new process, with no calls and an identity of its own; it listens again where it listened before.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public void Boot() => Begin(() => Boot(Time.GetUtcNow()));

    private void Boot(DateTimeOffset at)
    {
        Calls.Clear();
        _state.Restart(string.Create(CultureInfo.InvariantCulture, $"c0de{++_processes:x4}-0000-4000-8000-{at.ToUnixTimeMilliseconds() & 0xffffffffffff:x12}"), at);
        Beat(_processes);
    }

    /// <summary>Sends signs of life as long as this process runs.</summary>
    private void Beat(int process)
    {
        if (Options.Heartbeat > TimeSpan.Zero)
        {
            Later(Options.Heartbeat, () =>
            {
                if (process != _processes)
                {
                    return;
                }

                // The next one first: whoever hears this one moves the clock.
                Beat(process);
                Tell(EslFrame.Event("HEARTBEAT", [
                    ("Event-Info", "System Ready"), ("Session-Count", _state.Legs.Count.ToString(CultureInfo.InvariantCulture)),
                    ("FreeSWITCH-Version", "1.11.1-release~64bit"),
                    ("Uptime-msec", ((long)(Now - _state.StartedAt).TotalMilliseconds).ToString(CultureInfo.InvariantCulture))]));
            });
        }
    }
}
