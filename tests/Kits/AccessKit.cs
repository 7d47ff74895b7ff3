using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Kits;

/// <summary>What staff, roles and the audit trail promise on every store.</summary>
public abstract class AccessKit : IAsyncLifetime
{
    private static readonly Caller System = Caller.System();

    private readonly string _folder = Directory.CreateTempSubdirectory("calltracking-access-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private ServiceProvider _host = null!;

    private StaffBook Staff => _host.GetRequiredService<StaffBook>();

    private RoleBook Roles => _host.GetRequiredService<RoleBook>();

    private AuditTrail Audit => _host.GetRequiredService<AuditTrail>();

    private CallerDirectory Callers => _host.GetRequiredService<CallerDirectory>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = new BareBuilder();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.Configure<AuditOptions>(options => options.Directory = Path.Combine(_folder, "audit"));
        await UseStoreAsync(builder, _folder);
        _host = builder.Services.BuildServiceProvider();
        await _host.GetRequiredService<ILedgerReader>().PrepareAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task FindAsync_UserOfTheHost_IsTheEmployeeWithWhatHisRolesGive()
    {
        var anna = await HireAsync("Anna", BuiltInRoles.Operator);

        var caller = await Callers.FindAsync("default", "user-Anna", Token);

        caller!.Employee.Should().Be(anna.Id);
        caller.Access.ScopeOf(Permission.CallsRead).Should().Be(AccessScope.Own);
        caller.Access.Masks.Should().Be(FieldMask.Debt | FieldMask.Cost);
        (await Callers.FindAsync("default", "user-Nobody", Token)).Should().BeNull();
        (await Callers.FindAsync("other", "user-Anna", Token)).Should().BeNull();
    }

    [Fact]
    public async Task FindAsync_RoleChangedByAnotherProcess_HoldsAfterASecond()
    {
        var anna = await HireAsync("Anna", BuiltInRoles.Operator);
        await Callers.FindAsync("default", "user-Anna", Token);
        using (var other = await OpenAnotherAsync())
        {
            await other.GetRequiredService<RoleBook>().AssignAsync(System, anna.Id, BuiltInRoles.Director, Token);
        }

        _time.Advance(TimeSpan.FromSeconds(1.1));

        var caller = await Callers.FindAsync("default", "user-Anna", Token);
        caller!.Access.ScopeOf(Permission.CallsRead).Should().Be(AccessScope.All);
        caller.Access.Masks.Should().Be(FieldMask.None);
    }

    [Fact]
    public async Task FindAsync_EmployeeWhoLeft_GetsNothing()
    {
        var anna = await HireAsync("Anna", BuiltInRoles.Operator);
        await Staff.SignOnAsync(System, anna.Id, "21", null, takeOver: false, Token);

        await Staff.UpdateAsync(System, anna.Id, EmployeeDraft.Of(anna) with { IsActive = false }, null, Token);

        (await Callers.FindAsync("default", "user-Anna", Token)).Should().BeNull();
        (await Staff.ListExtensionsAsync(System, new ExtensionFilter { At = _time.GetUtcNow() }, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task Departments_TeamScope_ReachesThoseBelow()
    {
        var sales = await Staff.CreateDepartmentAsync(System, "Sales", null, Token);
        var north = await Staff.CreateDepartmentAsync(System, "Sales north", sales.Id, Token);
        var service = await Staff.CreateDepartmentAsync(System, "Service", null, Token);
        await HireAsync("Boss", BuiltInRoles.Supervisor, sales.Id);
        await HireAsync("Nora", BuiltInRoles.Operator, north.Id);

        var boss = await CallerOfAsync("Boss");

        boss.Access.Departments.Should().BeEquivalentTo([sales.Id, north.Id]);
        var circle = () => Staff.UpdateDepartmentAsync(System, sales.Id, "Sales", north.Id, null, Token);
        (await circle.Should().ThrowAsync<StaffRuleException>()).Which.Rule.Should().Be(StaffRule.Cycle);
        var used = () => Staff.DeleteDepartmentAsync(System, north.Id, Token);
        (await used.Should().ThrowAsync<StaffRuleException>()).Which.Rule.Should().Be(StaffRule.InUse);
        await Staff.DeleteDepartmentAsync(System, service.Id, Token);
        (await Staff.ListDepartmentsAsync(System, Token)).Should().HaveCount(2);
    }

    [Fact]
    public async Task AssignAsync_MoreThanOneHas_IsDenied()
    {
        await HireAsync("Root", BuiltInRoles.Administrator);
        var clerk = await Roles.CreateAsync(
            System, new RoleDraft("clerk", [new(Permission.RolesManage, AccessScope.All), new(Permission.StaffManage, AccessScope.All),
                new(Permission.StaffRead, AccessScope.All)]), Token);
        var carl = await HireAsync("Carl", clerk.Id);
        var dora = await HireAsync("Dora");
        var caller = await CallerOfAsync("Carl");

        foreach (var act in new Func<Task>[]
        {
            () => Roles.AssignAsync(caller, dora.Id, BuiltInRoles.Operator, Token),
            () => Roles.AssignAsync(caller, carl.Id, BuiltInRoles.Administrator, Token),
            () => Roles.CreateAsync(caller, new RoleDraft("mine", [new(Permission.AuditRead, AccessScope.Own)]), Token),
            () => Roles.CreateAsync(caller, new RoleDraft("shown", [new(Permission.StaffRead, AccessScope.Own)]) { Masks = FieldMask.None }, Token),
            () => Roles.UpdateAsync(
                caller, clerk.Id, new RoleDraft("clerk", [.. clerk.Grants, new(Permission.CallsRead, AccessScope.All)]), null, Token),
        })
        {
            await act.Should().ThrowAsync<AccessDeniedException>();
        }

        // What he has he may give.
        await Roles.AssignAsync(caller, dora.Id, clerk.Id, Token);
        (await Roles.ListOfAsync(System, dora.Id, Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task UpdateAsync_SignInOfSomebodyWhoHasMore_IsDenied()
    {
        var root = await HireAsync("Root", BuiltInRoles.Administrator);
        var clerk = await Roles.CreateAsync(System, new RoleDraft("clerk", [new(Permission.StaffManage, AccessScope.All)]), Token);
        await HireAsync("Carl", clerk.Id);
        var caller = await CallerOfAsync("Carl");

        var takeOver = () => Staff.UpdateAsync(caller, root.Id, EmployeeDraft.Of(root) with { ExternalUserId = "carl-too" }, null, Token);
        var dismiss = () => Staff.UpdateAsync(caller, root.Id, EmployeeDraft.Of(root) with { IsActive = false }, null, Token);

        await takeOver.Should().ThrowAsync<AccessDeniedException>();
        await dismiss.Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task RevokeAsync_LastAdministrator_IsRefused()
    {
        var root = await HireAsync("Root", BuiltInRoles.Administrator);
        var caller = await CallerOfAsync("Root");

        var revoke = () => Roles.RevokeAsync(caller, root.Id, BuiltInRoles.Administrator, Token);
        var leave = () => Staff.UpdateAsync(caller, root.Id, EmployeeDraft.Of(root) with { IsActive = false }, null, Token);

        (await revoke.Should().ThrowAsync<StaffRuleException>()).Which.Rule.Should().Be(StaffRule.LastAdministrator);
        (await leave.Should().ThrowAsync<StaffRuleException>()).Which.Rule.Should().Be(StaffRule.LastAdministrator);
        (await Roles.ListOfAsync(System, root.Id, Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task RevokeAsync_TwoAdministratorsEachOther_OneStays()
    {
        var one = await HireAsync("One", BuiltInRoles.Administrator);
        var two = await HireAsync("Two", BuiltInRoles.Administrator);
        var (first, second) = (await CallerOfAsync("One"), await CallerOfAsync("Two"));

        var results = await Task.WhenAll(
            Try(() => Roles.RevokeAsync(first, two.Id, BuiltInRoles.Administrator, Token)),
            Try(() => Roles.RevokeAsync(second, one.Id, BuiltInRoles.Administrator, Token)));

        results.Count(static done => done).Should().Be(1);
    }

    [Fact]
    public async Task SignOnAsync_ExtensionOfAnother_IsRefusedOrTakenOver()
    {
        var anna = await HireAsync("Anna", BuiltInRoles.Operator);
        var ben = await HireAsync("Ben", BuiltInRoles.Operator);
        await Staff.SignOnAsync(await CallerOfAsync("Anna"), anna.Id, "21", null, takeOver: false, Token);
        _time.Advance(TimeSpan.FromHours(1));

        var refused = () => Staff.SignOnAsync(System, ben.Id, "21", null, takeOver: false, Token);
        (await refused.Should().ThrowAsync<StaffRuleException>()).Which.Rule.Should().Be(StaffRule.ExtensionTaken);
        var caller = await CallerOfAsync("Ben");
        var own = () => Staff.SignOnAsync(caller, ben.Id, "21", null, takeOver: true, Token);
        await own.Should().ThrowAsync<AccessDeniedException>();

        await Staff.SignOnAsync(System, ben.Id, "21", null, takeOver: true, Token);
        var directory = _host.GetRequiredService<IStaffDirectory>();
        directory.FindByExtension("default", "any", "21", _time.GetUtcNow())!.Employee.Should().Be(ben.Id);
        directory.FindByExtension("default", "any", "21", _time.GetUtcNow().AddMinutes(-1))!.Employee.Should().Be(anna.Id);

        var overlapping = () => Staff.AssignExtensionAsync(
            System, anna.Id, "21", null, _time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddMinutes(-30), Token);
        (await overlapping.Should().ThrowAsync<StaffRuleException>()).Which.Rule.Should().Be(StaffRule.ExtensionTaken);
        (await Staff.ListExtensionsAsync(System, new ExtensionFilter { Extension = "21" }, Token)).Should().HaveCount(2);
    }

    [Fact]
    public async Task GetHoursAsync_NoneOfOnesOwn_AreThoseOfTheDepartmentAbove()
    {
        var sales = await Staff.CreateDepartmentAsync(System, "Sales", null, Token);
        var north = await Staff.CreateDepartmentAsync(System, "Sales north", sales.Id, Token);
        var nora = await HireAsync("Nora", BuiltInRoles.Operator, north.Id);
        var hours = WorkingHours.Weekdays("Asia/Phnom_Penh", new TimeOnly(8, 0), new TimeOnly(17, 0));

        (await Staff.GetHoursAsync(System, nora.Id, Token)).Should().Be(WorkingHours.Always);
        await Staff.SetHoursAsync(System, sales.Id, hours, Token);
        (await Staff.GetHoursAsync(System, nora.Id, Token)).Should().Be(hours);
        var own = hours with { TimeZone = "UTC" };
        await Staff.SetHoursAsync(System, nora.Id, own, Token);
        (await Staff.GetHoursAsync(System, nora.Id, Token)).Should().Be(own);
    }

    [Fact]
    public async Task VerifyAsync_ManyWritersAtOnce_ChainInOneOrder()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => Audit.RecordAsync(System, "test.write", "thing", $"{i}", $$"""{"i":{{i}}}""", Token), Token)));
        await Audit.CheckpointAsync(System, Token);

        var report = await Audit.VerifyAsync(System, Token);

        report.Should().Match<AuditReport>(r => r.IsIntact && r.Rows == 40 && r.Vouched == 40);
    }

    [Theory]
    [InlineData("UPDATE ct_audit SET action = 'test.other' WHERE number = 3", AuditFindingKind.Changed, 3)]
    [InlineData("UPDATE ct_audit SET payload = 'x' WHERE number = 3", AuditFindingKind.PayloadChanged, 3)]
    [InlineData("DELETE FROM ct_audit WHERE number = 4", AuditFindingKind.Removed, 4)]
    [InlineData("DELETE FROM ct_audit WHERE number >= 7", AuditFindingKind.Removed, 7)]
    [InlineData("DELETE FROM ct_audit", AuditFindingKind.Removed, 1)]
    [InlineData("UPDATE ct_audit SET number = CASE number WHEN 2 THEN 95 WHEN 5 THEN 92 ELSE number END", AuditFindingKind.Removed, 2)]
    public async Task VerifyAsync_RowsTamperedWith_SaysWhichAndHow(string sql, AuditFindingKind kind, long number)
    {
        for (var i = 0; i < 9; i++)
        {
            await Audit.RecordAsync(System, "test.write", "thing", $"{i}", """{"number":"+12025550111"}""", Token);
        }

        await Audit.CheckpointAsync(System, Token);
        (await Audit.VerifyAsync(System, Token)).IsIntact.Should().BeTrue();
        await ExecuteAsync(sql);

        var report = await Audit.VerifyAsync(System, Token);

        report.Findings.Should().Contain(finding => finding.Kind == kind && finding.Number == number);
    }

    [Fact]
    public async Task ListAsync_NewestFirst_PageByPageAndByRightsOnly()
    {
        var anna = await HireAsync("Anna", BuiltInRoles.Operator);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromHours(10));
            await Audit.RecordAsync(System, "test.write", "thing", $"{i}", null, Token);
        }

        var filter = new AuditFilter { Action = "test." };
        var first = await Audit.ListAsync(System, filter, null, 3, Token);
        var second = await Audit.ListAsync(System, filter, first.Next, 3, Token);

        first.Rows.Concat(second.Rows).Select(static row => row.EntityId).Should().Equal("4", "3", "2", "1", "0");
        second.Next.Should().BeNull();
        var caller = await CallerOfAsync("Anna");
        var read = () => Audit.ListAsync(caller, filter, null, 3, Token);
        await read.Should().ThrowAsync<AccessDeniedException>();
        (await Audit.ListAsync(System, new AuditFilter { EntityId = anna.Id.ToString("D") }, null, 10, Token)).Rows
            .Select(static row => row.Action).Should().Equal("role.assign", "employee.create");
    }

    /// <summary>Registers the store; the same folder is the same store.</summary>
    internal abstract Task UseStoreAsync(BareBuilder builder, string folder);

    private static async Task<bool> Try(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (StaffRuleException)
        {
            return false;
        }
    }

    private async Task<ServiceProvider> OpenAnotherAsync()
    {
        var builder = new BareBuilder();
        builder.Services.AddSingleton<TimeProvider>(_time);
        await UseStoreAsync(builder, _folder);
        return builder.Services.BuildServiceProvider();
    }

    private async Task<Employee> HireAsync(string name, Guid? role = null, Guid? department = null)
    {
        var employee = await Staff.CreateAsync(
            System, new EmployeeDraft(name) { ExternalUserId = $"user-{name}", DepartmentId = department }, Token);
        if (role is { } id)
        {
            await Roles.AssignAsync(System, employee.Id, id, Token);
        }

        return employee;
    }

    private async Task<Caller> CallerOfAsync(string name) => (await Callers.FindAsync("default", $"user-{name}", Token))!;

    private async Task ExecuteAsync(string sql)
    {
        await using var context = _host.GetRequiredService<ICallTrackingDbContextFactory>().Create(System);
        await context.Database.ExecuteSqlRawAsync(sql, Token);
    }
}
