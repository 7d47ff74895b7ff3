namespace CallTracking.Pbx.Records;

/// <summary>Progress told at once and on the same thread.</summary>
internal sealed class Told<T>(Action<T> handle) : IProgress<T>
{
    public void Report(T value) => handle(value);
}
