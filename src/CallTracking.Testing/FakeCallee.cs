namespace CallTracking.Testing;

/// <summary>What somebody does whom a fake PBX calls.</summary>
public enum FakeCallee
{
    /// <summary>Lets it ring a while and lifts.</summary>
    Answers,

    /// <summary>Lets it ring until the caller gives up.</summary>
    NeverAnswers,

    /// <summary>Is busy.</summary>
    Busy,

    /// <summary>Declines.</summary>
    Declines,

    /// <summary>Is not there: no leg is made.</summary>
    Absent,
}
