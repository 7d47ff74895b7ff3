namespace CallTracking.Pbx.Simulator;

public sealed class SimulatorOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Succeed() => Validate(new SimulatorOptions()).Should().BeEmpty();

    [Fact]
    public void Validate_WrongOptions_NamesEachWithItsCure()
    {
        Only(new SimulatorOptions { Speed = 0 }).Should().Contain("Speed is 0; give");
        Only(new SimulatorOptions { Speed = double.NaN }).Should().Contain("Speed is NaN; give");
        Only(new SimulatorOptions { Days = 0 }).Should().Contain("Days is 0; give");
        Only(new SimulatorOptions { Speed = SimulatorOptions.AsFastAsPossible }).Should().Contain("give Days, or a Script");
        Only(new SimulatorOptions { CallsPerDay = -1 }).Should().Contain("CallsPerDay is -1; give");
        Only(new SimulatorOptions { ClosesAt = new TimeOnly(7, 0) }).Should().Contain("ClosesAt is 07:00; give");
        Only(new SimulatorOptions { TimeZone = "Mars/Olympus" }).Should().Contain("TimeZone 'Mars/Olympus'");
        Only(new SimulatorOptions { Customers = [] }).Should().Contain("Customers is empty");
        Only(new SimulatorOptions { MainNumber = "5550100" }).Should().Contain("'5550100' is not E.164");
        Only(new SimulatorOptions { Trunk = "7001" }).Should().Contain("Trunk '7001'");
        Only(new SimulatorOptions { Rooms = ["7001"] }).Should().Contain("Rooms must have numbers");
        Only(new SimulatorOptions { RingGroups = [new SimulatedTeam("g", "+12025550193", ["9999"])] }).Should().Contain("The team 'g'");
        Only(new SimulatorOptions { Extensions = [new("1", "A"), new("1", "B")], Queues = [], RingGroups = [] })
            .Should().Contain("Extensions must hold");
    }

    [Fact]
    public void Constructor_WrongOptions_SaysWhich()
    {
        var create = () => new SimulatedPbx(new SimulatorOptions { Speed = -1 });

        create.Should().Throw<ArgumentException>().WithMessage("Speed is -1; give*");
    }

    private static string Only(SimulatorOptions options) =>
        Validate(options).Should().ContainSingle().Which.Should().StartWith("Simulator 'demo': ").And.Subject;

    private static IEnumerable<string> Validate(SimulatorOptions options) =>
        new SimulatorOptionsValidator().Validate("demo", options).Failures ?? [];
}
