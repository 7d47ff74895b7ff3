using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslWriterTests
{
    private static readonly Guid Job = EslCommandTable.Job;

    [Fact]
    public void BackgroundJob_IsWrittenWithItsId()
    {
        Written(EslCommand.Kill(Job, "leg-1", EslCause.NORMAL_CLEARING)).Should().Be(
            "bgapi uuid_kill leg-1 NORMAL_CLEARING\nJob-UUID: 11111111-2222-4333-8444-555555555555\n\n");
    }

    [Fact]
    public void Originate_NamesBothLegsAndBothNumbers()
    {
        var command = EslCommand.Originate(
            Job,
            EslEndpoint.User("1001", "pbx.test"),
            new EslVariables { Leg = EslCommandTable.First, CallerNumber = "+12025550111", Number = "+12025550111", RingSeconds = 20 },
            EslEndpoint.Gateway("carrier", "+12025550111"),
            new EslVariables { Leg = EslCommandTable.Second, CallerNumber = "+12025550199" });

        Written(command).Should().StartWith(
            "bgapi originate {origination_uuid=aaaaaaaa-0000-4000-8000-000000000001,origination_caller_id_number=+12025550111,"
            + "origination_caller_id_name=+12025550111,ct_number=+12025550111,originate_timeout=20}user/1001@pbx.test "
            + "&bridge([origination_uuid=aaaaaaaa-0000-4000-8000-000000000002,origination_caller_id_number=+12025550199,"
            + "origination_caller_id_name=+12025550199]sofia/gateway/carrier/+12025550111)\nJob-UUID: ");
    }

    [Fact]
    public void Secret_IsShownToNobody()
    {
        var output = new ArrayBufferWriter<byte>();
        EslWriter.Write(output, EslCommand.UserAuth("ct", "pbx.test", "s3cret"), hideSecrets: true);

        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be("userauth ct@pbx.test:[hidden]\n\n");
        EslCommand.Auth("s3cret").ToString().Should().Be("auth");
    }

    [Fact]
    public void Refusal_NamesArgumentPlaceAndCure_AndNotTheValue()
    {
        var hold = () => EslCommand.Hold(Job, "leg-1\n\napi fsctl shutdown");

        hold.Should().Throw<ArgumentException>().WithParameterName("leg")
            .WithMessage("leg holds the character U+000A at 6; use only letters, digits and . _ @ + -*").And.Message.Should().NotContain("fsctl");
    }

    [Fact]
    public void LineThatIsTooLong_IsRefused()
    {
        var names = Enumerable.Range(0, 200).Select(static number => $"AN_EVENT_WITH_QUITE_A_LONG_NAME_OF_ITS_OWN_{number}").ToList();
        var output = new ArrayBufferWriter<byte>();
        var write = () => EslWriter.Write(output, EslCommand.Events(json: true, names, []));

        write.Should().Throw<ArgumentException>().WithMessage("*more than 8000 bytes*");
        output.WrittenCount.Should().Be(0);
    }

    [Theory]
    [InlineData("leg-1", true)]
    [InlineData("d0d2720f-264c-40d7-ad28-80044a15d0b3", true)]
    [InlineData("84b4c76e66710@192.0.2.1", true)]
    [InlineData("off", false)]
    [InlineData("", false)]
    [InlineData("-bleg", false)]
    [InlineData("two words", false)]
    [InlineData("a'b", false)]
    public void Leg_ThatCanBeNamed_IsKnown(string leg, bool canBeNamed) => EslArgument.IsLeg(leg).Should().Be(canBeNamed);

    [Theory]
    [InlineData("greeting.wav")]
    [InlineData("/var/lib/sounds/en/1.mp3")]
    [InlineData("C:/sounds/1.wav")]
    public void File_WithAPlainPath_IsTaken(string file) => EslArgument.File(file, nameof(file)).Should().Be(file);

    [Theory]
    [InlineData("")]
    [InlineData("greeting")]
    [InlineData("/sounds/.wav")]
    [InlineData("/sounds/../secret.wav")]
    [InlineData("/sounds/-x.wav")]
    [InlineData("/my sounds/1.wav")]
    [InlineData("/it's/1.wav")]
    [InlineData("/a,b/1.wav")]
    [InlineData("tone_stream://%(1000,0,440)")]
    [InlineData("https://example.test/1.wav")]
    [InlineData("system::id.wav")]
    [InlineData("C:\\sounds\\1.wav")]
    public void File_WithAnythingElse_IsRefused(string file)
    {
        var take = () => EslArgument.File(file, nameof(file));
        take.Should().Throw<ArgumentException>().WithParameterName(nameof(file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(601)]
    public void RingSeconds_OutOfBounds_AreRefused(int seconds)
    {
        var make = () => new EslVariables { RingSeconds = seconds }.ForLeg();
        make.Should().Throw<ArgumentOutOfRangeException>().WithMessage("RingSeconds must be between 1 and 600*");
    }

    [Fact]
    public void Cause_ThatFreeSwitchDoesNotKnow_IsRefused()
    {
        var kill = () => EslCommand.Kill(Job, "leg-1", (EslCause)99);
        kill.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("cause");
    }

    private static string Written(EslCommand command)
    {
        var output = new ArrayBufferWriter<byte>();
        EslWriter.Write(output, command);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
