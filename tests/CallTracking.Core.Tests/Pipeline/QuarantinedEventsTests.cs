using CallTracking.Pipeline;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class QuarantinedEventsTests
{
    [Fact]
    public void Describe_AnError_NamesThePlaceAndNothingOfTheCall()
    {
        var text = QuarantinedEvents.Describe(Thrown());

        text.Should().StartWith("KeyNotFoundException in ").And.Contain("QuarantinedEventsTests.Thrown").And.NotContain("555");
    }

    [Fact]
    public void Describe_NeverThrown_NamesTheKind() =>
        QuarantinedEvents.Describe(new InvalidOperationException("+12025550111")).Should().Be("InvalidOperationException");

    private static KeyNotFoundException Thrown()
    {
        try
        {
            _ = new Dictionary<string, int>()["+12025550111"];
            throw new InvalidOperationException("The key was there.");
        }
        catch (KeyNotFoundException exception)
        {
            return exception;
        }
    }
}
