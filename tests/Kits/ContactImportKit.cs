using System.Text;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>Import, its undoing, export and the search for duplicates, on any store.</summary>
public abstract class ContactImportKit : ContactKit
{
    private const string File = "Name,Mobile,Work,Email,Company,Status,Discount,Notes\r\n";

    private ContactImports Imports => Host.GetRequiredService<ContactImports>();

    private ContactDuplicates Duplicates => Host.GetRequiredService<ContactDuplicates>();

    private static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Rows(int count, int from = 1) =>
        string.Concat(Enumerable.Range(from, count).Select(i => $"Customer {i:000},+1202555{i:0000},,c{i}@example.com,,,,\r\n"));

    private static ContactImportSettings Small { get; } = new() { BatchRows = 3 };

    private async Task<string> ExportAsync(Caller? caller = null)
    {
        using var text = new StringWriter();
        await Host.GetRequiredService<ContactExport>().WriteAsync(caller ?? System, new ContactFilter(), text, Cancel);
        return text.ToString();
    }

    [Fact]
    public async Task DryRun_OfAFileWithMistakes_NamesLineAndColumnAndChangesNothing()
    {
        await Book.AddCustomaryStatusesAsync(System, Cancel);
        var file = File
            + "Ada,+12025550101,,ada@example.com,Acme,current,5,\r\n"
            + ",,,,,,,\r\n"
            + "Bo,call me,,nobody,,gone,150,\r\n"
            + ",+12025550102,,,,,,\r\n"
            + "Cy,+12025550103,,,,,\"1,5\",\r\n"
            + "Dan,,,,,,,,one cell too many\r\n"
            + "Ada again,(202) 555-0101,,,Acme,,,\r\n";

        var report = await Imports.TryAsync(System, Csv(file), new ContactImportSettings(), Cancel);

        report.Problems.Select(p => (p.Line, p.Column, p.Code)).Should().BeEquivalentTo(new (long, string?, string)[]
        {
            (4, "Status", "status.unknown"), (4, "Mobile", "number.invalid"), (4, "Email", "email.invalid"), (4, "Discount", "discount.range"),
            (5, null, "name.missing"), (6, "Discount", "discount.number"), (7, null, "row.cells"),
        });
        (report.Rows, report.Created, report.Unchanged, report.Refused, report.ImportId).Should().Be((6, 2, 1, 4, null), "a blank line is no row, and Acme is created too");
        report.Columns.Should().Contain("Mobile", "number.mobile").And.Contain("Company", "organisation");
        (await RowsAsync<Contact>()).Should().BeEmpty();
        (await RowsAsync<ContactImport>()).Should().BeEmpty();
    }

    [Fact]
    public async Task Import_OfTheSameFile_DoesWhatTheDryRunSaid()
    {
        await Book.AddCustomaryStatusesAsync(System, Cancel);
        var file = File + "Ada,+12025550101 <private>|+12025550104,,ada@example.com,Acme,current,5%,Likes tea\r\nBo,bad,,,,,,\r\nCy,+12025550103,,,Acme,,,\r\n";

        var dry = await Imports.TryAsync(System, Csv(file), new ContactImportSettings(), Cancel);
        var report = await Imports.RunAsync(System, Csv(file), "/home/me/customers.csv", new ContactImportSettings(), null, Cancel);

        (report with { ImportId = null }).Should().BeEquivalentTo(dry);
        var page = (await Book.ListAsync(System, new ContactFilter(), null, 10, Cancel)).Contacts;
        page.Select(c => (c.Contact.Name, c.Organisation)).Should().Equal(("Acme", null), ("Ada", "Acme"), ("Cy", "Acme"));
        page[1].Numbers.Select(n => (n.E164, n.Label, n.Kind, n.Source)).Should().Equal(
            ("+12025550101", "private", ContactNumberKind.Mobile, ContactNumberSource.Imported),
            ("+12025550104", null, ContactNumberKind.Mobile, ContactNumberSource.Imported));
        (page[1].Status!.Code, page[1].Contact.Discount).Should().Be(("current", 5));
        var import = (await Imports.ListAsync(System, 10, Cancel)).Should().ContainSingle().Which;
        (import.FileName, import.State, import.Created, import.Refused).Should().Be(("customers.csv", ContactImportState.Finished, 3, 1));
    }

    [Fact]
    public async Task Import_KilledHalfWay_IsResumedExactly()
    {
        var file = File + Rows(10);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var killed = () => Imports.RunAsync(
            System, Csv(file), "c.csv", Small, new Reported(import => { if (import.Rows == 6) { kill.Cancel(); } }), kill.Token);
        await killed.Should().ThrowAsync<OperationCanceledException>();
        var cut = (await Imports.ListAsync(System, 1, Cancel))[0];
        (cut.State, cut.Rows, cut.NextLine).Should().Be((ContactImportState.Running, 6, 8));
        (await Book.CountAsync(System, new ContactFilter(), Cancel)).Should().Be(6);

        var other = () => Imports.ResumeAsync(System, cut.Id, Csv(file.Replace("Customer 002", "Customer two", StringComparison.Ordinal)), null, Cancel);
        var report = await Imports.ResumeAsync(System, cut.Id, Csv(file), null, Cancel);
        var again = () => Imports.ResumeAsync(System, cut.Id, Csv(file), null, Cancel);

        (report!.Rows, report.Created, report.Updated).Should().Be((10, 10, 0));
        (await Book.CountAsync(System, new ContactFilter(), Cancel)).Should().Be(10);
        await again.Should().ThrowAsync<ContactFileException>();
        (await other.Should().ThrowAsync<ContactFileException>()).Which.Message.Should().Contain("finished");
    }

    [Fact]
    public async Task Resume_WithAnotherFile_IsRefused()
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var killed = () => Imports.RunAsync(System, Csv(File + Rows(10)), "c.csv", Small, new Reported(_ => kill.Cancel()), kill.Token);
        await killed.Should().ThrowAsync<OperationCanceledException>();
        var cut = (await Imports.ListAsync(System, 1, Cancel))[0];

        var act = () => Imports.ResumeAsync(System, cut.Id, Csv(File + Rows(10, from: 2)), null, Cancel);

        (await act.Should().ThrowAsync<ContactFileException>()).Which.Message.Should().Contain("not the one");
        (await Book.CountAsync(System, new ContactFilter(), Cancel)).Should().Be(3);
    }

    [Fact]
    public async Task Undo_OfAnImportCutOff_LeavesTheBaseAsItWas()
    {
        await Book.AddCustomaryStatusesAsync(System, Cancel);
        var before = await Book.CreateAsync(System, new ContactDraft { Name = "Customer 002", Numbers = { new("+12025550002") } }, Cancel);
        var snapshot = await ExportAsync();
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var file = File + "A,+12025550009,,,Acme,current,,\r\nB,+12025550002,+12025550112,b@example.com,Acme,reliable,9,Good\r\n" + Rows(10, from: 20);
        var killed = () => Imports.RunAsync(
            System, Csv(file), "c.csv", Small with { OnMatch = ContactOnMatch.Overwrite },
            new Reported(import => { if (import.Rows == 6) { kill.Cancel(); } }), kill.Token);
        await killed.Should().ThrowAsync<OperationCanceledException>();
        var cut = (await Imports.ListAsync(System, 1, Cancel))[0];
        (await Book.GetAsync(System, before.Contact.Id, Cancel))!.Contact.Name.Should().Be("B");

        var report = await Imports.UndoAsync(System, cut.Id, Cancel);

        report.Should().Be(new ContactImportUndoReport(7, 0, 0));
        (await ExportAsync()).Should().Be(snapshot);
        (await RowsAsync<ContactNumber>()).Should().ContainSingle();
        (await RowsAsync<ContactNote>()).Should().BeEmpty();
        (await RowsAsync<ContactStatusChange>()).Should().ContainSingle();
        (await Book.GetAsync(System, before.Contact.Id, Cancel)).Should().BeEquivalentTo(
            before, options => options.Excluding(c => c.Contact.Revision).Excluding(c => c.Contact.UpdatedAt));
        (await Imports.UndoAsync(System, cut.Id, Cancel)).Should().Be(report);
        (await Imports.ListAsync(System, 1, Cancel))[0].State.Should().Be(ContactImportState.Undone);
    }

    [Fact]
    public async Task Undo_AfterPeopleWorkedOn_KeepsTheirWork()
    {
        var there = await Book.CreateAsync(System, new ContactDraft { Name = "Ada", Numbers = { new("+12025550101") } }, Cancel);
        var file = "Name,Mobile,Language,Salutation\r\nAda,+12025550101,en,Dr Ada\r\nBo,+12025550102,,\r\nCy,+12025550103,,\r\nDan,+12025550104,,\r\n";
        var report = await Imports.RunAsync(System, Csv(file), "c.csv", new ContactImportSettings(), null, Cancel);
        var page = (await Book.ListAsync(System, new ContactFilter(), null, 10, Cancel)).Contacts.ToDictionary(c => c.Contact.Name);
        await Book.UpdateAsync(System, there.Contact.Id, draft => draft.AddressAs = "Lady", null, Cancel);
        await Book.AddNoteAsync(System, page["Bo"].Contact.Id, "called", null, Cancel);
        await StoreWork.WriteAsync(Contexts, System, (context, _) =>
        {
            var at = page["Cy"].Contact.CreatedAt;
            context.Add(new CallContact { Tenant = "default", CallId = Guid.NewGuid(), ContactId = page["Cy"].Contact.Id, How = CallContactOrigin.Matched, StartedAt = at, At = at });
            return Task.FromResult(true);
        }, Cancel);

        var undone = await Imports.UndoAsync(System, report.ImportId!.Value, Cancel);

        undone.Should().Be(new ContactImportUndoReport(1, 2, 1));
        var left = (await Book.ListAsync(System, new ContactFilter(), null, 10, Cancel)).Contacts;
        left.Select(c => (c.Contact.Name, c.Contact.AddressAs, c.Contact.Language)).Should().Equal(("Ada", "Lady", null), ("Bo", null, null));
        (await RowsAsync<Contact>()).Should().HaveCount(3, "a contact that a call names is only hidden");
    }

    [Fact]
    public async Task Import_IntoContactsThatAreThere_FillsOverwritesOrSkipsThem()
    {
        var id = (await Book.CreateAsync(System, new ContactDraft { Name = "Ada", AddressAs = "Dr Ada", Numbers = { new("+12025550101") } }, Cancel)).Contact.Id;
        const string Text = "Name,Mobile,Salutation,Language\r\nAda L,(202) 555 0101,Lady,en\r\n";

        async Task<(string, string?, string?)> After(ContactOnMatch onMatch)
        {
            await Imports.RunAsync(System, Csv(Text), "c.csv", new ContactImportSettings { OnMatch = onMatch }, null, Cancel);
            var contact = (await Book.GetAsync(System, id, Cancel))!.Contact;
            return (contact.Name, contact.AddressAs, contact.Language);
        }

        (await After(ContactOnMatch.Skip)).Should().Be(("Ada", "Dr Ada", null));
        (await After(ContactOnMatch.FillBlanks)).Should().Be(("Ada", "Dr Ada", "en"));
        (await After(ContactOnMatch.Overwrite)).Should().Be(("Ada L", "Lady", "en"));
    }

    [Fact]
    public async Task Import_OfANumberThatSeveralHave_IsRefusedUnlessAKeyTells()
    {
        await Book.CreateAsync(System, new ContactDraft { Name = "Ada", ExternalId = "1", Numbers = { new("+12025550101") } }, Cancel);
        await Book.CreateAsync(System, new ContactDraft { Name = "Bo", ExternalId = "2", Numbers = { new("+12025550101") } }, Cancel);

        var report = await Imports.RunAsync(
            System, Csv("Name,Phone,CustomerId,Language\r\nX,+12025550101,,en\r\nBo,+12025550101,2,km\r\nCy,+12025550101,3,\r\n"), "c.csv",
            new ContactImportSettings(), null, Cancel);

        report.Problems.Should().ContainSingle().Which.Code.Should().Be("match.several");
        (report.Created, report.Updated).Should().Be((1, 1));
    }

    [Fact]
    public async Task ExportThenImport_IntoAnEmptyBase_GivesTheSameContacts()
    {
        await Book.AddCustomaryStatusesAsync(System, Cancel);
        await Book.DefineFieldAsync(System, new ContactFieldDefinition("motto", "Motto", ContactFieldKind.Text), Cancel);
        var draft = new ContactDraft
        {
            Name = "=HYPERLINK(\"x\")",
            GivenName = "'quoted",
            FamilyName = "a \"b\", c",
            AddressAs = "@home",
            ExternalId = "-5+1",
            Debt = -12.5m,
            DebtCurrency = "USD",
            Numbers = { new("+12025550101", ContactNumberKind.Mobile, "at home"), new("2025550102", ContactNumberKind.Mobile), new("12", ContactNumberKind.Extension) },
            Emails = { new("a@example.com"), new("b@example.com") },
        };
        draft.Fields["motto"] = "+1 for all\nand more";
        await Book.CreateAsync(System, draft, Cancel);
        var exported = await ExportAsync();
        exported.Should().Contain("\"'=HYPERLINK").And.Contain("''quoted").And.Contain("'@home").And.NotContain(",=");
        var other = Caller.System("other");
        await Book.AddCustomaryStatusesAsync(other, Cancel);
        await Book.DefineFieldAsync(other, new ContactFieldDefinition("motto", "Motto", ContactFieldKind.Text), Cancel);

        var report = await Imports.RunAsync(other, Csv(exported), "c.csv", new ContactImportSettings(), null, Cancel);

        report.Problems.Should().BeEmpty();
        static string WithoutIds(string csv) => string.Join('\n', csv.Split("\r\n").Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]));
        WithoutIds(await ExportAsync(other)).Should().Be(WithoutIds(exported));
    }

    [Fact]
    public async Task Export_ForSomebodyWithMasks_LacksThoseColumns()
    {
        await Book.CreateAsync(System, new ContactDraft { Name = "Ada", Debt = 77351.25m, DebtCurrency = "USD", Numbers = { new("+12025550101") } }, Cancel);

        var text = await ExportAsync(Employee(await HireAsync("Me"), AccessScope.All, FieldMask.Numbers | FieldMask.Debt));

        text.Should().Contain("Ada").And.NotContainAny("77351", "5550101", "debt", "number");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("one,two\r\n1,2\r\n", "map them")]
    [InlineData("\"open\r\nx\r\n", "Line 1")]
    public async Task Import_OfWhatIsNoFileOfContacts_SaysWhy(string text, string why)
    {
        var act = () => Imports.RunAsync(System, Csv(text), "c.csv", new ContactImportSettings(), null, Cancel);

        (await act.Should().ThrowAsync<ContactFileException>()).Which.Message.Should().Contain(why);
        (await Imports.ListAsync(System, 10, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Duplicates_OfEachKind_AreFoundUntilDismissed()
    {
        var first = (await AddAsync("José de la Cruz", "+12025550101")).Contact.Id;
        var second = (await AddAsync("DE LA CRUZ, Jose", "2025550101")).Contact.Id;
        var third = (await AddAsync("Jozé de la Cruz")).Contact.Id;
        await AddAsync("Somebody Else", "+12025550102");

        async Task<List<ContactDuplicate>> Found(ContactDuplicateReason reason) => await Duplicates.FindAsync(System, reason, Cancel).ToListAsync(Cancel);

        (await Found(ContactDuplicateReason.Number)).Should().ContainSingle().Which.Contacts.Should().BeEquivalentTo([first, second]);
        (await Found(ContactDuplicateReason.Email)).Should().BeEmpty();
        (await Found(ContactDuplicateReason.Name)).SelectMany(d => d.Contacts).Distinct().Should().BeEquivalentTo([first, second, third]);
        (await Duplicates.DismissAsync(System, first, second, Cancel)).Should().BeTrue();
        (await Found(ContactDuplicateReason.Number)).Should().BeEmpty();
    }

    private sealed class Reported(Action<ContactImport> told) : IProgress<ContactImport>
    {
        public void Report(ContactImport value) => told(value);
    }
}
