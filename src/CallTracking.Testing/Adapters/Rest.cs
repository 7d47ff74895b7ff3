namespace CallTracking.Testing.Adapters;

/// <summary>
/// Tells when everything waits for a timer or for us, so that a clock may be moved. Told by real time alone that would be a guess, and a
/// wrong one wherever the processor is busy with others: so time counts only as far as this thread itself got to look, it begins again with
/// whatever is done, it counts little while other work is being done in the process, and the longer the stillness, the longer the next step
/// is waited for.
/// </summary>
/// <param name="isAsked">Whether somebody was asked who needs no timer to answer, only a processor: the clock then moves no faster than a
/// real one, so that whoever waits for the answer waits as long as in earnest.</param>
internal sealed class Rest(bool isAsked)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan AskedFirst = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AskedStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(4);
    private const int BusyShare = 4;
    private const int StepsToDouble = 5;

    private long _lookedAt = TimeProvider.System.GetTimestamp();
    private long _doings = -1;
    private TimeSpan _quiet;
    private int _steps;

    /// <summary>How long was waited, in time in which this process could work.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Looks once.</summary>
    /// <param name="doings">Counts what was done so far.</param>
    /// <returns>Whether the clock may be moved a step.</returns>
    public bool IsRest(long doings)
    {
        var now = TimeProvider.System.GetTimestamp();
        var passed = TimeProvider.System.GetElapsedTime(_lookedAt, now);
        _lookedAt = now;
        passed = passed < LongestLook ? passed : LongestLook;
        Waited += passed;
        if (doings != _doings)
        {
            (_doings, _quiet, _steps) = (doings, TimeSpan.Zero, 0);
            return false;
        }

        _quiet += IsAlone() ? passed : passed / BusyShare;
        if (_quiet < Needed())
        {
            return false;
        }

        _quiet = TimeSpan.Zero;
        _steps++;
        return true;
    }

    private TimeSpan Needed() => isAsked ? _steps == 0 ? AskedFirst : AskedStep : Step * (1 + (_steps / StepsToDouble));

    /// <summary>Whether no other thread of the pool has work.</summary>
    private static bool IsAlone()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most - available <= 1 && ThreadPool.PendingWorkItemCount == 0;
    }
}
