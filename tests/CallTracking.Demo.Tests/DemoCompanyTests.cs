using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Ratings;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Demo;

public sealed partial class DemoCompanyTests : IDisposable
{
    private static readonly DemoOptions Small = new()
    {
        Seed = 7,
        Until = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero),
        Days = 3,
        CallsPerDay = 40,
        Customers = 15,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("ct-demo-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Create_InAnEmptyStore_IsACompanyWithEverything()
    {
        var summary = await CreateAsync("one", Small);

        summary.Employees.Should().Be(12);
        summary.Customers.Should().Be(15);
        summary.Calls.Should().BeInRange(80, 200);
        summary.Ratings.Should().BePositive();
        summary.Tasks.Should().Be(30);
        await using var services = Open("one");
        var text = await DescribeAsync(services);
        text.Should().Contain("status current").And.MatchRegex("debt \\d").And.MatchRegex("discount \\d").And.Contain("photo").And.Contain("obligation");
        var history = services.GetRequiredService<CallHistory>();
        var calls = await history.StreamAsync(Caller.System(), new CallHistoryFilter(), Token).ToListAsync(Token);
        calls.Should().Contain(static call => call.Participants.Any(static one => one.Employee != null));
    }

    [Fact]
    public async Task Create_SameOptions_SameCompany()
    {
        await CreateAsync("one", Small);
        await CreateAsync("two", Small);
        await CreateAsync("three", Small with { Seed = 8 });

        await using var one = Open("one");
        await using var two = Open("two");
        await using var three = Open("three");
        var first = await DescribeAsync(one);
        (await DescribeAsync(two)).Should().Be(first);
        (await DescribeAsync(three)).Should().NotBe(first);
    }

    [Fact]
    public async Task Create_Numbers_AreAllOfTheRangeThatIsKeptFreeForFiction()
    {
        await CreateAsync("one", Small);
        await using var services = Open("one");

        var numbers = Digits().Matches(await DescribeAsync(services)).Select(static match => match.Value).ToList();

        numbers.Should().NotBeEmpty().And.OnlyContain(static number => Fiction().IsMatch(number));
    }

    [Fact]
    public async Task Create_InAStoreWithStaff_IsRefused()
    {
        await CreateAsync("one", Small with { Days = 1, CallsPerDay = 1, Customers = 10 });

        var again = () => CreateAsync("one", Small);

        (await again.Should().ThrowAsync<DemoStoreException>()).Which.Message.Should().Contain("empty");
    }

    [Fact]
    public void Photo_IsAPngOfItsSize()
    {
        var png = DemoPhoto.Draw(new Random(1));

        png.AsSpan(0, 8).ToArray().Should().Equal(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A);
        png.Length.Should().BeLessThan(10_000);
        DemoPhoto.Draw(new Random(1)).Should().Equal(png);
        DemoPhoto.Draw(new Random(2)).Should().NotEqual(png);
    }

    [GeneratedRegex(@"\+\d{6,}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\+1\d{3}55501\d\d$")]
    private static partial Regex Fiction();

    private Task<DemoSummary> CreateAsync(string name, DemoOptions options) =>
        DemoCompany.CreateAsync(tracking => tracking.UseSqlite(Store(name)), options, cancellationToken: Token);

    private string Store(string name) => "Data Source=" + Path.Combine(_folder, name + ".db");

    private ServiceProvider Open(string name)
    {
        var services = new ServiceCollection();
        services.AddCallTracking().UseSqlite(Store(name));
        return services.BuildServiceProvider();
    }

    /// <summary>All that a visitor sees, without the ids that nobody sees.</summary>
    private static Task<string> DescribeAsync(ServiceProvider services) => StoreWork.ReadAsync(
        services.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(), static async context =>
        {
            var text = new StringBuilder();
            var employees = await context.Set<Employee>().OrderBy(static one => one.DisplayName).ToListAsync(Token);
            var names = employees.ToDictionary(static one => one.Id, static one => one.DisplayName);
            var statuses = (await context.Set<ContactStatus>().ToListAsync(Token)).ToDictionary(static one => one.Id, static one => one.Code);
            employees.ForEach(one => text.AppendLine(CultureInfo.InvariantCulture, $"employee {one.DisplayName} {one.Email}"));
            var contacts = await context.Set<Contact>().OrderBy(static one => one.Name).ToListAsync(Token);
            foreach (var one in contacts)
            {
                var status = one.StatusId is { } id ? statuses[id] : "none";
                var by = one.ResponsibleId is { } who ? names[who] : "nobody";
                text.AppendLine(CultureInfo.InvariantCulture, $"contact {one.Name} status {status} of {by} debt {one.Debt} discount {one.Discount} {(one.PhotoId is null ? "" : "photo")}");
            }

            var known = contacts.ToDictionary(static one => one.Id, static one => one.Name);
            foreach (var number in (await context.Set<ContactNumber>().ToListAsync(Token)).OrderBy(static one => one.E164, StringComparer.Ordinal))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"number {number.E164} of {known[number.ContactId]}");
            }

            foreach (var call in await context.Calls.OrderBy(static one => one.StartedAt).ToListAsync(Token))
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"call {call.Id} {call.StartedAt:O} {call.Direction} {call.External} {call.Outcome} placed by {call.PlacedBy} answered by {call.AnsweredBy}");
            }

            foreach (var rating in await context.Set<CallRating>().OrderBy(static one => one.At).ToListAsync(Token))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"rating {rating.At:O} {rating.Score} {rating.Comment}");
            }

            foreach (var obligation in await context.Set<Obligation>().OrderBy(static one => one.OpenedAt).ToListAsync(Token))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"obligation {obligation.OpenedAt:O} {obligation.State}");
            }

            return text.ToString();
        });
}
