namespace CallTracking.Access;

public class CallerTests
{
    [Fact]
    public void System_OfATenant_IsNoEmployee()
    {
        var caller = Caller.System("clinic");
        caller.Should().Match<Caller>(c => c.Tenant == "clinic" && c.IsSystem && c.Employee == null);
        Caller.System().Tenant.Should().Be(Caller.DefaultTenant);
    }

    [Fact]
    public void ForEmployee_OfATenant_IsNotTheSystem() =>
        Caller.ForEmployee("clinic", "anna").Should().Match<Caller>(c => c.Tenant == "clinic" && !c.IsSystem && c.Employee == "anna");

    [Theory]
    [InlineData("", "anna")]
    [InlineData(" ", "anna")]
    [InlineData("clinic", "")]
    public void ForEmployee_WithoutTenantOrEmployee_IsRefused(string tenant, string employee)
    {
        var create = () => Caller.ForEmployee(tenant, employee);
        create.Should().Throw<ArgumentException>();
    }
}
