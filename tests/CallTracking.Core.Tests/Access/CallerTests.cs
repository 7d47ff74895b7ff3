namespace CallTracking.Access;

public class CallerTests
{
    private static readonly Guid Anna = new("01980000-0000-7000-8000-000000000001");

    [Fact]
    public void System_OfATenant_IsNoEmployeeAndMayEverything()
    {
        var caller = Caller.System("clinic");
        caller.Should().Match<Caller>(c => c.Tenant == "clinic" && c.IsSystem && c.Employee == null);
        caller.Access.Masks.Should().Be(FieldMask.None);
        Enum.GetValues<Permission>().Should().OnlyContain(permission => caller.Access.ScopeOf(permission) == AccessScope.All);
        Caller.System().Tenant.Should().Be(Caller.DefaultTenant);
    }

    [Fact]
    public void ForEmployee_OfATenant_IsNotTheSystem() =>
        Caller.ForEmployee("clinic", Anna, AccessGrants.Nothing).Should()
            .Match<Caller>(c => c.Tenant == "clinic" && !c.IsSystem && c.Employee == Anna);

    [Theory]
    [InlineData("", "01980000-0000-7000-8000-000000000001")]
    [InlineData(" ", "01980000-0000-7000-8000-000000000001")]
    [InlineData("clinic", "00000000-0000-0000-0000-000000000000")]
    public void ForEmployee_WithoutTenantOrEmployee_IsRefused(string tenant, string employee)
    {
        var create = () => Caller.ForEmployee(tenant, new Guid(employee), AccessGrants.Nothing);
        create.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Demand_WhatIsNotGiven_IsRefusedByName()
    {
        var caller = Caller.ForEmployee("clinic", Anna, new AccessGrants([new(Permission.CallsRead, AccessScope.Own)], FieldMask.Numbers));
        var permission = () => caller.Demand(Permission.ContactsRead);
        var field = () => caller.DemandField(FieldMask.Numbers, "searched");
        caller.Demand(Permission.CallsRead);
        caller.DemandField(FieldMask.Debt, "searched");
        permission.Should().Throw<AccessDeniedException>().WithMessage("*ContactsRead*").Which.Permission.Should().Be(Permission.ContactsRead);
        field.Should().Throw<AccessDeniedException>().WithMessage("*searched*").Which.Field.Should().Be(FieldMask.Numbers);
    }

    [Fact]
    public void Nothing_GivesNothingAndHidesEverything()
    {
        Enum.GetValues<Permission>().Should().OnlyContain(permission => !AccessGrants.Nothing.Allows(permission));
        AccessGrants.Nothing.Hides(FieldMask.Debt).Should().BeTrue();
    }
}
