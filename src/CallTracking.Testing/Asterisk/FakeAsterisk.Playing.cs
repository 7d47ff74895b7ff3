using CallTracking.Pbx.Traces;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.Asterisk;

/// <summary>Recordings on the fake PBX.</summary>
public sealed partial class FakeAsterisk
{
    /// <summary>Somebody calls.</summary>
    /// <param name="peer">The device or trunk he calls from, as the PBX spells it, for instance <c>PJSIP/line</c>.</param>
    /// <param name="number">His number.</param>
    /// <param name="dialed">What he dialled.</param>
    /// <param name="context">The routing context of his device or trunk.</param>
    /// <param name="name">The name that his side gives him; null (the default) for none.</param>
    /// <returns>The call, to be told further.</returns>
    public FakeAsteriskCall Call(string peer, string number, string dialed, string context, string? name = null) =>
        new(this, peer, number, dialed, context, name);

    /// <summary>Takes up a transcript; its first message is due now.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="speed">How many times faster than it was recorded; infinity plays all at once.</param>
    /// <param name="cuts">Whether connections are cut where they were in the recording.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not positive.</exception>
    public FakePbxPlayer<AmiFrame> Load(AmiTranscript transcript, double speed = 1, bool cuts = true)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return Load(AmiPlaySteps.Of(transcript), speed, cuts);
    }

    /// <summary>Takes up a recording, for instance <see cref="TraceReader.ReadChunks"/> of a trace or a raw capture; its first message is due
    /// now. It is read while it is played.</summary>
    /// <param name="chunks">What was received, in order.</param>
    /// <param name="speed">How many times faster than it was recorded; infinity plays all at once.</param>
    /// <param name="cuts">Whether connections are cut where they were in the recording.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not positive.</exception>
    public FakePbxPlayer<AmiFrame> LoadTrace(IEnumerable<TraceChunk> chunks, double speed = 1, bool cuts = true)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return Load(AmiPlaySteps.Of(chunks), speed, cuts);
    }

    /// <summary>Plays a whole transcript at once.</summary>
    /// <param name="transcript">The transcript.</param>
    public void Play(AmiTranscript transcript)
    {
        using var player = Load(transcript, double.PositiveInfinity);
        while (player.Step())
        {
        }
    }

    internal void Play(AmiFrame frame, DateTimeOffset at, bool isTold)
    {
        lock (Gate)
        {
            if (!IsRunning)
            {
                return;
            }

            if (isTold)
            {
                Tell(frame);
            }
            else if (frame.Kind != string.Empty)
            {
                _state.Apply(frame, at);
            }
        }
    }

    private FakePbxPlayer<AmiFrame> Load(IEnumerable<FakePbxStep<AmiFrame>> steps, double speed, bool cuts) =>
        new(Time, steps, speed, cuts, Play, Close, AmiClock.Restamped);
}
