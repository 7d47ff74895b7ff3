using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Kits;
using CallTracking.Pipeline;
using CallTracking.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.Sqlite;

public sealed class CallProjectionsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("projections-").FullName;
    private ServiceProvider _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Notes Projection => _host.GetRequiredService<Notes>();

    public async ValueTask InitializeAsync() => _host = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task CatchUp_ACommittedCall_IsToldOnceAlsoAfterARestart()
    {
        await WriteAsync(Commit(1, Sample.Full(1)));
        await CatchUpAsync();
        await CatchUpAsync();
        (await NotedAsync()).Should().Equal(1);
        Projection.Told.Should().Be(1);

        await _host.DisposeAsync();
        _host = await OpenAsync();
        await WriteAsync(Commit(2, Sample.Full(2)));
        await CatchUpAsync();
        (await NotedAsync()).Should().Equal(1, 2);
        Projection.Told.Should().Be(1, "what was taken in before the restart does not come again");
    }

    [Fact]
    public async Task CatchUp_OpenCalls_AreToldOnlyWhoWantsThem()
    {
        await WriteAsync(Commit(1, Sample.Full(1) with { State = CallState.Talking, Outcome = null, EndedAt = null }));
        await CatchUpAsync();
        (await NotedAsync()).Should().BeEmpty();
        await WriteAsync(Commit(2, Sample.Full(1, revision: 8)));
        await CatchUpAsync();
        (await NotedAsync()).Should().Equal(1);
    }

    [Fact]
    public async Task CatchUp_WithdrawnCall_IsTold()
    {
        await WriteAsync(Commit(1, Sample.Full(1)));
        await WriteAsync(Commit(2) with { Withdrawn = [Sample.Id(1)] });
        await CatchUpAsync();
        (await NotedAsync()).Should().BeEmpty();
        Projection.Withdrawn.Should().Equal(Sample.Id(1));
    }

    [Fact]
    public async Task CatchUp_ProjectionThatFails_LosesNothingAndLeavesNothing()
    {
        await WriteAsync(Commit(1, Sample.Full(1)));
        Projection.Fails = true;
        var attempt = CatchUpAsync;
        await attempt.Should().ThrowAsync<InvalidOperationException>();
        (await NotedAsync()).Should().BeEmpty("rows and place are one transaction");
        Projection.Fails = false;
        await CatchUpAsync();
        (await NotedAsync()).Should().Equal(1);
    }

    [Fact]
    public async Task CatchUp_ThousandsOfCommits_ComeInOrderAndEachCallOnce()
    {
        await WriteAsync([.. Enumerable.Range(1, 1_000).Select(n => Commit(n, Sample.Full(n)))]);
        await CatchUpAsync();
        (await NotedAsync()).Should().Equal(Enumerable.Range(1, 1_000));
        Projection.Told.Should().Be(1_000);
    }

    [Fact]
    public async Task Prune_WhatAProjectionHasNotTakenIn_Stays()
    {
        await WriteAsync(Commit(1, Sample.Full(1)));
        await CatchUpAsync();
        await WriteAsync(Commit(2, Sample.Full(2)));
        await _host.GetRequiredService<ILedgerReader>().PruneAsync(Sample.Tenant, Sample.Link, Sample.Start.AddDays(1), Cancel);
        await CatchUpAsync();
        (await NotedAsync()).Should().Equal(1, 2);
        (await ChangesAsync()).Should().Be(1);
        await _host.GetRequiredService<ILedgerReader>().PruneAsync(Sample.Tenant, Sample.Link, Sample.Start.AddDays(1), Cancel);
        (await ChangesAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Directory_ExtensionsOfSeveralTimesAndLinks_GivesWhoHadItThen()
    {
        var at = Sample.Start;
        var (anna, ben, cara) = (Sample.Id(901), Sample.Id(902), Sample.Id(903));
        await StoreWork.WriteAsync(Contexts, Caller.System(), (context, _) =>
        {
            context.AddRange(Person(anna, Sample.Id(950)), Person(ben, null), Person(cara, null));
            context.AddRange(Desk(1, anna, null, at, at.AddHours(8)), Desk(2, ben, null, at.AddHours(8), null), Desk(3, cara, "branch", at, null));
            return Task.FromResult(0);
        }, Cancel);
        var staff = _host.GetRequiredService<IStaffDirectory>();
        await staff.RefreshAsync(Cancel);

        staff.FindByExtension("default", "office", "201", at.AddTicks(-10)).Should().BeNull();
        staff.FindByExtension("default", "office", "201", at).Should().Be(new StaffAssignment(anna, Sample.Id(950)));
        staff.FindByExtension("default", "office", "201", at.AddHours(8)).Should().Be(new StaffAssignment(ben, null));
        staff.FindByExtension("default", "branch", "201", at).Should().Be(new StaffAssignment(cara, null));
        staff.FindByExtension("other", "office", "201", at).Should().BeNull();
        staff.ExtensionsOf("default", cara, at).Should().Equal(new StaffExtension("branch", "201"));
    }

    [Fact]
    public async Task Write_ThousandParallelChangesOfOneRow_LoseNone()
    {
        await StoreWork.WriteAsync(Contexts, Caller.System(), (context, _) =>
        {
            context.Add(Person(Sample.Id(901), null));
            return Task.FromResult(0);
        }, Cancel);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (_, token) => await StoreWork.WriteAsync(Contexts, Caller.System(), async (context, inner) =>
            {
                var row = await context.Set<Employee>().AsTracking().SingleAsync(inner);
                row.Revision++;
                return 0;
            }, token));
        var revision = await StoreWork.ReadAsync(
            Contexts, Caller.System(), context => context.Set<Employee>().Select(row => row.Revision).SingleAsync(Cancel));
        revision.Should().Be(200);
    }

    private static Employee Person(Guid id, Guid? department) =>
        new() { Tenant = "default", Id = id, DisplayName = $"{id}", DepartmentId = department };

    private static ExtensionAssignment Desk(int id, Guid employee, string? link, DateTimeOffset from, DateTimeOffset? to) =>
        new() { Tenant = "default", Id = Sample.Id(id), EmployeeId = employee, Extension = "201", Link = link, From = from, To = to };

    private ICallTrackingDbContextFactory Contexts => _host.GetRequiredService<ICallTrackingDbContextFactory>();

    private Task CatchUpAsync() => _host.GetRequiredService<ICallProjections>().CatchUpAsync(Cancel);

    private async Task WriteAsync(params LedgerCommit[] commits) =>
        await _host.GetRequiredService<ILedgerWriter>().WriteAsync(commits, Cancel);

    private static LedgerCommit Commit(int ordinal, params Call[] calls) =>
        new(Sample.Tenant, Sample.Link, 1, ordinal, ordinal, ordinal, Sample.Start.AddSeconds(ordinal), new byte[] { 1 }, calls, []);

    private async Task<List<int>> NotedAsync() => await StoreWork.ReadAsync(Contexts, Caller.System(), async context =>
        (await context.Set<Contact>().OrderBy(contact => contact.Revision).Select(contact => contact.Name).ToListAsync(Cancel))
            .ConvertAll(int.Parse));

    private Task<int> ChangesAsync() =>
        StoreWork.ReadAsync(Contexts, Caller.System(), context => context.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM ct_changes")
            .SingleAsync(Cancel));

    private async Task<ServiceProvider> OpenAsync()
    {
        var builder = new BareBuilder();
        builder.Services.AddSingleton<Notes>();
        builder.Services.AddCallProjection<Notes>();
        builder.UseSqlite($"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False");
        var host = builder.Services.BuildServiceProvider();
        await host.GetRequiredService<ILedgerReader>().PrepareAsync(Cancel);
        return host;
    }

    /// <summary>Notes each ended call as a row: the same call twice is a key that is taken.</summary>
    private sealed class Notes : ICallProjection
    {
        private int _noted;

        public string Name => "notes";

        public int Told { get; private set; }

        public List<Guid> Withdrawn { get; } = [];

        public bool Fails { get; set; }

        public ValueTask ApplyAsync(
            CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
        {
            foreach (var call in changed)
            {
                Told++;
                context.Add(new Contact
                {
                    Tenant = call.Tenant,
                    Id = call.Id,
                    Name = $"{call.FirstSeq}",
                    Revision = ++_noted + (call.FirstSeq * 10_000),
                });
            }

            Withdrawn.AddRange(withdrawn);
            return Fails ? throw new InvalidOperationException("The projection fails.") : ValueTask.CompletedTask;
        }
    }
}
