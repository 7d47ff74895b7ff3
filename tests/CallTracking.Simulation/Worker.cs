namespace CallTracking.Simulation;

/// <summary>The process has one pool thread, and everything of the simulated world runs on it, one thing after the other.</summary>
internal static class Worker
{
    // Nothing takes so long; a world that does not come to rest hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Does something there, and then everything that follows from it.</summary>
    public static void Do(Action act)
    {
        Run(act);
        var rounds = 0;
        while (Run(static () => ThreadPool.PendingWorkItemCount) > 0)
        {
            if (++rounds > 2_000_000)
            {
                throw new InvalidOperationException("The world does not come to rest: something runs in a circle without a timer.");
            }
        }
    }

    private static void Run(Action act) => Run<object?>(() =>
    {
        act();
        return null;
    });

    private static T Run<T>(Func<T> act)
    {
        var done = new TaskCompletionSource<T>();
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                try
                {
                    state.done.SetResult(state.act());
                }
#pragma warning disable CA1031 // Whatever it is, it is thrown where it was asked for.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    state.done.SetException(error);
                }
            },
            (act, done), preferLocal: false);
        return done.Task.Wait(Patience)
            ? done.Task.GetAwaiter().GetResult()
            : throw new TimeoutException("The only worker thread is blocked: something waits for what can only run after it.");
    }
}
