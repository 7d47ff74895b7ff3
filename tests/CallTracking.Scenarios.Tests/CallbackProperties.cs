using System.Data.Common;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Pbx.Simulator;
using CallTracking.Pipeline;
using CallTracking.Storage;
using CallTracking.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Scenarios;

/// <summary>Days of simulated calls: nobody who was not served is forgotten, and nobody is called back in vain.</summary>
public sealed class CallbackProperties
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task SimulatedDays_EveryUnservedCallHasOneObligation_AndEveryClosedOneItsEvidence(int seed)
    {
        var calls = Play(seed);
        await using var ledger = await Ledger.OpenAsync();
        var contacts = await ledger.AddContactsAsync(calls);
        await ledger.CommitAsync(calls);
        await ledger.CatchUpAsync();

        var rows = (await ledger.RowsAsync<ObligationCall>()).ToDictionary(static row => row.CallId);
        var obligations = (await ledger.RowsAsync<Obligation>()).ToDictionary(static one => one.Id);
        var answered = calls.Where(static call => call.Outcome == CallOutcome.Answered && call.Direction != CallDirection.Internal
            && (call.Direction == CallDirection.Outbound || !call.LostInTransfer) && call.External?.E164 is not null)
            .ToLookup(call => Who(call));

        calls.Count(static call => call.IsUnserved).Should().BeGreaterThan(20, "the days have to be worth it");
        foreach (var call in calls.Where(static call => call.IsUnserved))
        {
            var row = rows.Should().ContainKey(call.Id).WhoseValue;
            var kind = call.External is null ? ObligationCallKind.Withheld
                : call is { Outcome: CallOutcome.Missed, MissedReason: MissedReason.CallerHungUp or MissedReason.AbandonedInIvr or MissedReason.AbandonedInQueue }
                    && call.Wait <= TimeSpan.FromSeconds(3) ? ObligationCallKind.ShortAbandon : ObligationCallKind.Unserved;
            row.Kind.Should().Be(kind);
            if (kind != ObligationCallKind.Unserved)
            {
                row.ObligationId.Should().BeNull();
                continue;
            }

            // By hand and from the calls alone: when did the customer stop waiting, if he did?
            var one = obligations[row.ObligationId!.Value];
            var evidence = answered[Who(call)].Where(other => other.AnsweredAt >= row.At).OrderBy(static other => other.AnsweredAt).FirstOrDefault();
            one.EvidenceCallId.Should().Be(evidence?.Id);
            (one.ClosedAt, one.IsOpen).Should().Be((evidence?.AnsweredAt, evidence is null));
            row.At.Should().BeOnOrAfter(one.OpenedAt).And.BeOnOrBefore(one.ClosedAt ?? DateTimeOffset.MaxValue);
        }

        var covered = rows.Values.Where(static row => row.Kind == ObligationCallKind.Unserved).ToLookup(static row => row.ObligationId);
        foreach (var one in obligations.Values)
        {
            one.Calls.Should().Be(covered[one.Id].Count());
            one.OpenedAt.Should().Be(covered[one.Id].Min(static row => row.At));
        }

        obligations.Values.Where(static one => one.IsOpen).Select(static one => one.ContactId?.ToString() ?? one.NumberKey).Should().OnlyHaveUniqueItems();
        obligations.Values.Should().Contain(static one => one.ContactId != null).And.Contain(static one => !one.IsOpen);

        string Who(Call call) => contacts.TryGetValue(call.External!.E164!, out var contact) ? contact.ToString() : call.External.E164!;
    }

    [Theory(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Projection_KilledAnywhere_GivesTheSameRows(int seed)
    {
        var calls = Play(seed)[..150];
        await using var straight = await Ledger.OpenAsync();
        await straight.AddContactsAsync(calls);
        await straight.CommitAsync(calls);
        await straight.CatchUpAsync();
        var expected = await straight.ShapeAsync();

        var random = new Random(seed);
        await using var killed = await Ledger.OpenAsync();
        await killed.AddContactsAsync(calls);
        for (var rest = calls; rest.Count > 0;)
        {
            var some = rest[..Math.Min(rest.Count, random.Next(1, 30))];
            rest = rest[some.Count..];
            await killed.CommitAsync(some);
            await killed.KillAsync(random.Next(1, 60));
        }

        await killed.CatchUpAsync();
        (await killed.ShapeAsync()).Should().Equal(expected);
        killed.Kills.Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task Calls_CorrectedLater_GiveWhatTheyWouldHaveGivenAtOnce()
    {
        var calls = Play(6)[..120];
        await using var straight = await Ledger.OpenAsync();
        await straight.AddContactsAsync(calls);
        await straight.CommitAsync(calls);
        await straight.CatchUpAsync();

        // First told wrong: the answered ones as missed, the missed ones as answered, in an order of its own.
        var random = new Random(6);
        await using var corrected = await Ledger.OpenAsync();
        await corrected.AddContactsAsync(calls);
        foreach (var call in calls.Where(static call => call.Direction == CallDirection.Inbound).OrderBy(_ => random.Next()).Take(60))
        {
            await corrected.CommitAsync([Wrong(call)]);
            await corrected.CatchUpAsync();
        }

        foreach (var call in calls.OrderBy(_ => random.Next()))
        {
            await corrected.CommitAsync([call]);
            if (random.Next(4) == 0)
            {
                await corrected.CatchUpAsync();
            }
        }

        await corrected.CatchUpAsync();
        (await corrected.ShapeAsync()).Should().Equal(await straight.ShapeAsync());
    }

    private static Call Wrong(Call call) => call.IsUnserved
        ? call with { Outcome = CallOutcome.Answered, MissedReason = null, LostInTransfer = false, AnsweredAt = call.StartedAt.AddSeconds(1) }
        : call with { Outcome = CallOutcome.Missed, MissedReason = MissedReason.NoAnswer, LostInTransfer = false, AnsweredAt = null };

    private static List<Call> Play(int seed)
    {
        var options = new SimulatorOptions { Seed = seed, Days = 2, CallsPerDay = 200, Speed = SimulatorOptions.AsFastAsPossible };
        var run = SimulatedPbx.Play(options, Start);
        var site = new SiteOptions { Extensions = @"^7\d\d\d$", Rooms = @"^8\d\d\d$", Trunks = ["provider"] };
        return [.. CallReplay.RunEvents(run.Events, site).Calls.OrderBy(static call => call.EndedAt)];
    }

    private sealed class Ledger : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("callbacks-").FullName;
        private readonly Trap _trap = new();
        private readonly Dictionary<Guid, int> _revisions = [];
        private ServiceProvider _services = null!;
        private long _ordinal;

        public int Kills { get; private set; }

        public static async Task<Ledger> OpenAsync()
        {
            var ledger = new Ledger();
            ledger.Begin();
            await using var context = ledger.Contexts.Create(Caller.System());
            await context.Database.EnsureCreatedAsync(Cancel);
            return ledger;
        }

        /// <summary>Every other customer is a contact with the number after his as a second one; that number's calls are his too.</summary>
        public async Task<Dictionary<string, Guid>> AddContactsAsync(IReadOnlyList<Call> calls)
        {
            var numbers = calls.Select(static call => call.External?.E164).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
            var contacts = new Dictionary<string, Guid>();
            await StoreWork.WriteAsync(Contexts, Caller.System(), (context, _) =>
            {
                for (var i = 0; i + 1 < numbers.Count; i += 4)
                {
                    var id = new Guid(i + 1, 0, 0, new byte[8]);
                    context.Add(new Contact { Tenant = "default", Id = id, Name = "A customer" });
                    foreach (var number in numbers[i..(i + 2)])
                    {
                        contacts[number] = id;
                        context.Add(new ContactNumber { Tenant = "default", Id = Guid.NewGuid(), ContactId = id, Raw = number, E164 = number });
                    }
                }

                return Task.FromResult(true);
            }, Cancel);
            return contacts;
        }

        public async Task CommitAsync(IReadOnlyList<Call> calls)
        {
            foreach (var some in calls.Chunk(10))
            {
                var newer = some.Select(call => call with { Revision = _revisions[call.Id] = _revisions.GetValueOrDefault(call.Id) + 1 }).ToList();
                _ordinal++;
                await _services.GetRequiredService<ILedgerWriter>().WriteAsync(
                    [new LedgerCommit("default", "replay", 1, _ordinal, _ordinal, _ordinal, CallbackProperties.Start, ReadOnlyMemory<byte>.Empty, newer, [])], Cancel);
            }
        }

        public Task CatchUpAsync() => _services.GetRequiredService<ICallProjections>().CatchUpAsync(Cancel);

        /// <summary>Lets the projection get so many statements far, and then kills its host.</summary>
        public async Task KillAsync(int statements)
        {
            _trap.Left = statements;
            try
            {
                await CatchUpAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Kills++;
            }

            _trap.Left = null;
            await _services.DisposeAsync();
            Begin();
        }

        public Task<List<T>> RowsAsync<T>()
            where T : class => StoreWork.ReadAsync(Contexts, Caller.System(), context => context.Set<T>().ToListAsync(Cancel));

        public async Task<List<string>> ShapeAsync()
        {
            var obligations = (await RowsAsync<Obligation>()).Where(static one => one.State is not (ObligationState.Void or ObligationState.Merged)).ToList();
            var calls = (await RowsAsync<ObligationCall>()).ToLookup(static row => row.ObligationId);
            return
            [
                .. obligations.OrderBy(static one => one.OpenedAt).ThenBy(static one => one.NumberKey, StringComparer.Ordinal).Select(one =>
                    $"{one.State} {one.ContactId?.ToString() ?? one.NumberKey} {one.OpenedAt:O} {one.LastCallAt:O} {one.DueAt:O} {one.ClosedAt:O} {one.EvidenceCallId} "
                    + $"{one.Calls} {one.Attempts} {string.Join(' ', calls[one.Id].OrderBy(static row => row.CallId).Select(static row => row.CallId))}"),
                .. calls[null].OrderBy(static row => row.CallId).Select(static row => $"{row.Kind} {row.CallId}"),
            ];
        }

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        private ICallTrackingDbContextFactory Contexts => _services.GetRequiredService<ICallTrackingDbContextFactory>();

        private void Begin()
        {
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(new VirtualTime(CallbackProperties.Start.AddDays(3)));
            services.AddCallTracking().UseEntityFramework(options => options
                .UseSqlite($"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False").AddInterceptors(_trap));
            _services = services.BuildServiceProvider();
        }
    }

    /// <summary>Fails the statement after so many.</summary>
    private sealed class Trap : DbCommandInterceptor
    {
        public int? Left { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Step();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Step();
            return ValueTask.FromResult(result);
        }

        private void Step()
        {
            if (Left is { } left && (Left = left - 1) <= 0)
            {
                throw new IOException("killed");
            }
        }
    }
}
