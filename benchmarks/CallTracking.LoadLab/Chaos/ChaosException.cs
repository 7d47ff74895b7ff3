namespace CallTracking.LoadLab.Chaos;

/// <summary>The chaos cannot go on; the message is one line for people.</summary>
internal sealed class ChaosException(string message) : Exception(message);
