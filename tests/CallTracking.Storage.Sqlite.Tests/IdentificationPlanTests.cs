using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Kits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.Sqlite;

/// <summary>Asks SQLite how it would run what identification and the search of contacts ask: a probe or a range of an index for each key.</summary>
public sealed class IdentificationPlanTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plans-").FullName;
    private ServiceProvider? _host;

    private string File => Path.Combine(_folder, "calls.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private CallerIdentification Identification => _host!.GetRequiredService<CallerIdentification>();

    private ContactFinder Finder => _host!.GetRequiredService<ContactFinder>();

    public async ValueTask InitializeAsync()
    {
        var builder = new BareBuilder();
        builder.UseSqlite($"Data Source={File};Pooling=False");
        _host = builder.Services.BuildServiceProvider();
        await _host.GetRequiredService<ILedgerReader>().PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Identify_ExactNumber_ProbesEachIndexOnce()
    {
        await AddAsync("Anna", "+12025550111");
        var plan = await PlanAsync(() => Identification.IdentifyAsync(Caller.System(), "+12025550111", Cancel));
        plan.Should().Contain("ix_ct_contact_numbers_e164 (tenant=? AND e164=?)")
            .And.Contain("sqlite_autoindex_ct_number_choices_1 (tenant=? AND number=?)")
            .And.Contain("sqlite_autoindex_ct_contacts_1 (tenant=? AND id=?)").And.NotContain("ix_ct_contact_numbers_digits");
    }

    [Fact]
    public async Task Identify_UnknownNumber_ReadsARangeOfTheReversedDigits() =>
        (await PlanAsync(() => Identification.IdentifyAsync(Caller.System(), "+12025550111", Cancel)))
            .Should().Contain("ix_ct_contact_numbers_digits (tenant=? AND national_reversed>? AND national_reversed<?)").And.NotContain("FOR ORDER BY");

    [Fact]
    public async Task MatchMany_Numbers_ProbesTheIndex() =>
        (await PlanAsync(() => Identification.MatchManyAsync(Caller.System(), ["+12025550111", "+12025550122"], Cancel)))
            .Should().Contain("ix_ct_contact_numbers_e164 (tenant=? AND e164=?)");

    [Fact]
    public async Task ByName_Fragment_AsksTheIndexOfTrigrams() =>
        (await PlanAsync(() => Finder.ByNameAsync(Caller.System(), "nna", 10, Cancel)))
            .Should().Contain("VIRTUAL TABLE INDEX 0:M").And.Contain("SEARCH n USING INTEGER PRIMARY KEY")
            .And.Contain("sqlite_autoindex_ct_contacts_1 (tenant=? AND id=?)");

    [Theory]
    [InlineData("0111")]
    [InlineData("2025550111")]
    public async Task ByNumber_LastDigits_ReadsARangeOfTheReversedDigits(string digits) =>
        (await PlanAsync(() => Finder.ByNumberAsync(Caller.System(), digits, 10, Cancel)))
            .Should().Contain("ix_ct_contact_numbers_digits (tenant=? AND national_reversed>? AND national_reversed<?)");

    [Theory]
    [InlineData("nna", "Anna", "Hannah")]
    [InlineData("ANN", "Anna", "Hannah")]
    [InlineData("ដារ៉", "សុខ ដារ៉ា")]
    [InlineData("ខ ដ", "សុខ ដារ៉ា")]
    [InlineData("ស្រី", "ស្រីមុំ")]
    [InlineData("дарь", "Дарья Иванова")]
    [InlineData("ИВАН", "Дарья Иванова")]
    [InlineData("\"x\" OR", "Say \"x\" OR *")]
    [InlineData("50%", "50% off")]
    [InlineData("an%", new string[0])]
    [InlineData("zzz", new string[0])]
    public async Task ByName_AnyScript_FindsTheFragmentLiterally(string fragment, params string[] expected)
    {
        foreach (var name in new[] { "Hannah", "Anna", "សុខ ដារ៉ា", "ស្រីមុំ", "Дарья Иванова", "Say \"x\" OR *", "50% off" })
        {
            await AddAsync(name);
        }

        var found = await Finder.ByNameAsync(Caller.System(), fragment, 10, Cancel);
        found.Contacts.Select(contact => contact.Name).Should().Equal(expected);
        found.Note.Should().BeNull();
        (await Finder.ByNameAsync(Caller.System("other"), fragment, 10, Cancel)).Contacts.Should().BeEmpty();
    }

    [Fact]
    public async Task ByName_RenamedDeletedOrMerged_IsInStep()
    {
        var anna = await AddAsync("Anna Smith");
        await ChangeAsync(anna, contact => contact.Name = "Anna Jones");
        (await Finder.ByNameAsync(Caller.System(), "smith", 10, Cancel)).Contacts.Should().BeEmpty();
        (await Finder.ByNameAsync(Caller.System(), "jones", 10, Cancel)).Contacts.Should().ContainSingle();
        await ChangeAsync(anna, contact => contact.DeletedAt = Sample.Start);
        (await Finder.ByNameAsync(Caller.System(), "jones", 10, Cancel)).Contacts.Should().BeEmpty();
        await ChangeAsync(anna, contact => contact.DeletedAt = null);
        await StoreWork.WriteAsync(
            _host!.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(),
            async (context, token) => await context.Set<Contact>().Where(contact => contact.Id == anna).ExecuteDeleteAsync(token), Cancel);
        (await Finder.ByNameAsync(Caller.System(), "jones", 10, Cancel)).Contacts.Should().BeEmpty();
        using var connection = Store.Connect(File);
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO ct_contact_search(ct_contact_search, rank) VALUES ('integrity-check', 1); SELECT count(*) FROM ct_contact_names";
        command.ExecuteScalar().Should().Be(0L);
    }

    [Fact]
    public async Task ByNumber_LastDigits_FindsWhoseNumberEndsInThem()
    {
        await AddAsync("Anna", "+12025550111");
        await AddAsync("Boris", "+12025550122");
        (await Finder.ByNumberAsync(Caller.System(), "0111", 10, Cancel)).Contacts.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Name = "Anna", Number = "+12025550111" });
        (await Finder.FindAsync(Caller.System(), "202-555 0122", 10, Cancel)).Contacts.Should().ContainSingle().Which.Name.Should().Be("Boris");
        (await Finder.FindAsync(Caller.System(), "+1 (202) 555-0122", 10, Cancel)).Contacts.Should().ContainSingle();
        (await Finder.FindAsync(Caller.System(), "bor", 10, Cancel)).Contacts.Should().ContainSingle();
    }

    [Fact]
    public async Task Find_MaskedOrTooShort_IsRefused()
    {
        var masked = Caller.ForEmployee(
            "default", Guid.CreateVersion7(), new AccessGrants([new(Permission.ContactsRead, AccessScope.All)], FieldMask.Numbers));
        await FluentActions.Awaiting(() => Finder.ByNumberAsync(masked, "0111", 10, Cancel)).Should().ThrowAsync<AccessDeniedException>();
        await FluentActions.Awaiting(() => Finder.ByNumberAsync(Caller.System(), "111", 10, Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => Finder.ByNameAsync(Caller.System(), "an", 10, Cancel)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(() => Finder.ByNameAsync(Caller.System(), "a\0nn", 10, Cancel)).Should().ThrowAsync<ArgumentException>();
    }

    private Task<string> PlanAsync(Func<Task> ask) => CommandListener.PlanAsync(File, ask);

    private Task<Guid> AddAsync(string name, params string[] numbers) => StoreWork.WriteAsync(
        _host!.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(),
        (context, _) =>
        {
            var contact = new Contact { Tenant = "default", Id = Guid.CreateVersion7(), Name = name, Revision = 1 };
            context.Add(contact);
            context.AddRange(numbers.Select(number => new ContactNumber
            {
                Tenant = "default",
                Id = Guid.CreateVersion7(),
                ContactId = contact.Id,
                Raw = number,
                E164 = number,
                NationalReversed = new string([.. number[2..].Reverse()]),
            }));
            return Task.FromResult(contact.Id);
        },
        Cancel);

    private Task<int> ChangeAsync(Guid id, Action<Contact> change) => StoreWork.WriteAsync(
        _host!.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(),
        async (context, token) =>
        {
            change(await context.Set<Contact>().AsTracking().SingleAsync(contact => contact.Id == id, token));
            return 0;
        },
        Cancel);
}
