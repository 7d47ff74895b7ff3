using System.Globalization;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>A store with capabilities, and calls that a test makes up minute by minute.</summary>
internal sealed class CallbacksRig(ServiceProvider host, CallbackClock clock)
{
    public const string Customer = "+12025550101";
    public const string OtherNumber = "+12025550102";
    public const string Stranger = "+12025550199";

    private readonly Dictionary<string, long> _ordinals = [];
    private readonly Dictionary<Guid, int> _revisions = [];

    public static DateTimeOffset Start { get; } = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Caller System { get; } = Caller.System();

    public ServiceProvider Host { get; } = host;

    public CallbackClock Clock { get; } = clock;

    public ObligationBook Book => Host.GetRequiredService<ObligationBook>();

    public ICallTrackingDbContextFactory Contexts => Host.GetRequiredService<ICallTrackingDbContextFactory>();

    public static DateTimeOffset At(double minutes) => Start + TimeSpan.FromMinutes(minutes);

    /// <summary>A missed call that began so many minutes after nine.</summary>
    public static Call Missed(double minutes, string? number = Customer, string id = "", double wait = 30, string link = "a") => Make(
        minutes, number, id, link, call => call with
        {
            Outcome = CallOutcome.Missed,
            MissedReason = MissedReason.CallerHungUp,
            Wait = TimeSpan.FromSeconds(wait),
            EndedAt = At(minutes) + TimeSpan.FromSeconds(wait),
        });

    public static Call Answered(double minutes, string number = Customer, bool weCalled = false, string id = "", string link = "a", Guid? by = null) => Make(
        minutes, number, id, link, call => call with
        {
            Direction = weCalled ? CallDirection.Outbound : CallDirection.Inbound,
            Outcome = CallOutcome.Answered,
            AnsweredAt = At(minutes) + TimeSpan.FromSeconds(5),
            EndedAt = At(minutes) + TimeSpan.FromSeconds(65),
            Talk = TimeSpan.FromSeconds(60),
            LastParty = "7001",
            Participants = by is null ? [] : [new Participant("7001", ParticipantKind.Extension, by, true, true, true, 1, TimeSpan.Zero, TimeSpan.FromSeconds(60), TimeSpan.Zero, ParticipantResult.Answered)],
        });

    public static Call NotReached(double minutes, string number = Customer, string id = "") => Make(
        minutes, number, id, "a", call => call with { Direction = CallDirection.Outbound, Outcome = CallOutcome.NoAnswer, EndedAt = At(minutes) + TimeSpan.FromSeconds(20) });

    /// <summary>Commits calls as a link does and lets the projections see them.</summary>
    public async Task PlayAsync(params Call[] calls)
    {
        foreach (var call in calls)
        {
            await CommitAsync(call.Link, [call], []);
        }

        await CatchUpAsync();
    }

    public async Task WithdrawAsync(Call call)
    {
        await CommitAsync(call.Link, [], [call.Id]);
        await CatchUpAsync();
    }

    public async Task CommitAsync(string link, IReadOnlyList<Call> calls, IReadOnlyList<Guid> withdrawn)
    {
        var ordinal = _ordinals[link] = _ordinals.GetValueOrDefault(link) + 1;
        var newer = calls.Select(call => call with { Revision = _revisions[call.Id] = _revisions.GetValueOrDefault(call.Id) + 1 }).ToList();
        await Host.GetRequiredService<ILedgerWriter>().WriteAsync(
            [new LedgerCommit("default", link, 1, ordinal, ordinal, ordinal, Start, ReadOnlyMemory<byte>.Empty, newer, withdrawn)], Cancel);
    }

    public Task CatchUpAsync() => Host.GetRequiredService<ICallProjections>().CatchUpAsync(Cancel);

    public Task TickAsync(double minutes)
    {
        Clock.Now = At(minutes);
        return Host.GetRequiredService<IDueWork>().RunAsync(Cancel);
    }

    public async Task<List<Obligation>> AllAsync()
    {
        var page = await Book.ListAsync(System, new ObligationFilter { IsOpen = null, Order = ObligationOrder.NewestFirst }, null, 500, Cancel);
        return [.. page.Obligations.Where(one => one.State is not (ObligationState.Void or ObligationState.Merged)).Reverse()];
    }

    public async Task<Obligation> OnlyAsync() => (await AllAsync()).Should().ContainSingle().Subject;

    public async Task<Guid> ContactAsync(params string[] numbers) => await ContactAsync(null, numbers);

    public async Task<Guid> ContactAsync(Guid? responsible, params string[] numbers)
    {
        var id = Guid.NewGuid();
        await WriteAsync(context =>
        {
            context.Add(new Contact { Tenant = "default", Id = id, Name = "A customer", ResponsibleId = responsible });
            foreach (var number in numbers)
            {
                context.Add(new ContactNumber
                {
                    Tenant = "default",
                    Id = Guid.NewGuid(),
                    ContactId = id,
                    Raw = number,
                    E164 = number,
                    NationalReversed = Reversed(number),
                });
            }
        });
        return id;
    }

    public async Task<Guid> EmployeeAsync(Guid? department = null, bool active = true)
    {
        var id = Guid.NewGuid();
        await WriteAsync(context => context.Add(
            new Employee { Tenant = "default", Id = id, DisplayName = "Somebody", DepartmentId = department, IsActive = active }));
        return id;
    }

    public async Task<Guid> DepartmentAsync()
    {
        var id = Guid.NewGuid();
        await WriteAsync(context => context.Add(new Department { Tenant = "default", Id = id, Name = id.ToString() }));
        return id;
    }

    public Task TieAsync(Call call, Guid contact) => WriteAsync(context => context.Add(new CallContact
    {
        Tenant = "default",
        CallId = call.Id,
        ContactId = contact,
        How = CallContactOrigin.Chosen,
        StartedAt = call.StartedAt,
        At = call.StartedAt,
    }));

    public Task WriteAsync(Action<CallTrackingDbContext> write) => StoreWork.WriteAsync(Contexts, System, (context, _) =>
    {
        write(context);
        return Task.FromResult(true);
    }, Cancel);

    public Task<List<T>> RowsAsync<T>()
        where T : class =>
        StoreWork.ReadAsync(Contexts, System, context => context.Set<T>().ToListAsync(Cancel));

    private static string Reversed(string number) => new([.. number[2..].Reverse()]);

    private static Call Make(double minutes, string? number, string id, string link, Func<Call, Call> shape)
    {
        var started = At(minutes);
        var key = $"{id}|{link}|{number}|{minutes.ToString(CultureInfo.InvariantCulture)}";
        return shape(new Call
        {
            Tenant = "default",
            Id = CallIdOf(key, started),
            Link = link,
            Direction = CallDirection.Inbound,
            State = CallState.Ended,
            External = number is null ? null : new PhoneNumber(number, PhoneNumberKind.Public, number, Reversed(number)),
            CallerNumber = number,
            DialedNumber = "2025550100",
            StartedAt = started,
            EndedAt = started,
            Witnesses = CallWitness.Live,
        });
    }

    private static Guid CallIdOf(string key, DateTimeOffset at)
    {
        var bytes = global::System.Security.Cryptography.SHA256.HashData(global::System.Text.Encoding.UTF8.GetBytes(key))[..16];
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (8 * (5 - i)));
        }

        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>The time that a test says it is.</summary>
internal sealed class CallbackClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = CallbacksRig.Start;

    public override DateTimeOffset GetUtcNow() => Now;
}
