using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>Merging and splitting on any store, and the timeline that survives both.</summary>
public abstract class ContactMergeKit : ContactKit
{
    private ContactTimeline Timeline => Host.GetRequiredService<ContactTimeline>();

    [Fact]
    public async Task Merge_OfTwo_GivesTheSurvivorWhatItLacksAndUndoGivesItBack()
    {
        var first = await Book.CreateAsync(System, new ContactDraft { Name = "Ada", AddressAs = "Dr Ada", Numbers = { new("+12025550101") } }, Cancel);
        var second = await Book.CreateAsync(System, new ContactDraft
        {
            Name = "A. Lovelace",
            AddressAs = "Lady",
            Language = "en",
            ExternalId = "K-7",
            Debt = 12.5m,
            DebtCurrency = "USD",
            Numbers = { new("+12025550101"), new("+12025550102") },
            Emails = { new("ada@example.com") },
        }, Cancel);

        var merge = (await Book.MergeAsync(System, first.Contact.Id, second.Contact.Id, Cancel))!;

        var merged = (await Book.GetAsync(System, first.Contact.Id, Cancel))!;
        (merged.Contact.Name, merged.Contact.AddressAs, merged.Contact.Language, merged.Contact.ExternalId, merged.Contact.Debt)
            .Should().Be(("Ada", "Dr Ada", "en", "K-7", 12.5m));
        merged.Numbers.Select(n => n.E164).Should().Equal("+12025550101", "+12025550102");
        merged.Emails.Should().ContainSingle();
        (await Book.ListAsync(System, new ContactFilter(), null, 10, Cancel)).Contacts.Should().ContainSingle();
        (await Book.ResolveAsync(System, second.Contact.Id, Cancel)).Should().Be(first.Contact.Id);

        (await Book.UndoMergeAsync(System, merge.Id, Cancel)).Should().BeTrue();

        var (one, two) = ((await Book.GetAsync(System, first.Contact.Id, Cancel))!, (await Book.GetAsync(System, second.Contact.Id, Cancel))!);
        one.Should().BeEquivalentTo(first, options => options.Excluding(c => c.Contact.Revision).Excluding(c => c.Contact.UpdatedAt));
        two.Should().BeEquivalentTo(second, options => options.Excluding(c => c.Contact.Revision).Excluding(c => c.Contact.UpdatedAt));
        (await Book.UndoMergeAsync(System, merge.Id, Cancel)).Should().BeFalse("it was taken back before");
    }

    [Fact]
    public async Task UndoMerge_AfterEdits_KeepsThem()
    {
        var (first, second) = (await AddAsync("Ada"), await Book.CreateAsync(
            System, new ContactDraft { Name = "Ada L", Language = "en", AddressAs = "Lady" }, Cancel));
        var merge = (await Book.MergeAsync(System, first.Contact.Id, second.Contact.Id, Cancel))!;
        await Book.UpdateAsync(System, first.Contact.Id, draft => draft.AddressAs = "Countess", null, Cancel);

        await Book.UndoMergeAsync(System, merge.Id, Cancel);

        var one = (await Book.GetAsync(System, first.Contact.Id, Cancel))!.Contact;
        (one.Language, one.AddressAs).Should().Be((null, "Countess"));
    }

    [Fact]
    public async Task Merge_OfWhatWasMerged_IsRefusedAndUndoGoesBackwards()
    {
        var (a, b, c) = (await AddAsync("A"), await AddAsync("B", "+12025550101"), await AddAsync("C"));
        var inner = (await Book.MergeAsync(System, a.Contact.Id, b.Contact.Id, Cancel))!;
        var again = () => Book.MergeAsync(System, c.Contact.Id, b.Contact.Id, Cancel);
        (await again.Should().ThrowAsync<ContactRejectedException>()).Which.Problems[0].Code.Should().Be("contact.merged");
        var outer = (await Book.MergeAsync(System, c.Contact.Id, a.Contact.Id, Cancel))!;
        var early = () => Book.UndoMergeAsync(System, inner.Id, Cancel);
        (await early.Should().ThrowAsync<ContactRejectedException>()).Which.Problems[0].Code.Should().Be("merge.later");
        (await Book.IdentitiesAsync(System, c.Contact.Id, Cancel)).Should().BeEquivalentTo([a.Contact.Id, b.Contact.Id, c.Contact.Id]);

        (await Book.UndoMergeAsync(System, outer.Id, Cancel)).Should().BeTrue();
        (await Book.UndoMergeAsync(System, inner.Id, Cancel)).Should().BeTrue();

        (await Book.GetAsync(System, b.Contact.Id, Cancel))!.Numbers.Should().ContainSingle();
        (await Book.GetAsync(System, c.Contact.Id, Cancel))!.Numbers.Should().BeEmpty();
    }

    [Fact]
    public async Task Merge_WhileCallsBringNumbers_LosesNoNumber()
    {
        const int Calls = 60;
        var (first, second) = (await AddAsync("Ada"), await AddAsync("Ada L"));
        var merging = Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                var merge = (await Book.MergeAsync(System, first.Contact.Id, second.Contact.Id, Cancel))!;
                await Book.UndoMergeAsync(System, merge.Id, Cancel);
            }

            await Book.MergeAsync(System, first.Contact.Id, second.Contact.Id, Cancel);
        }, Cancel);

        await Parallel.ForAsync(0, Calls, Cancel, async (i, token) =>
        {
            await Book.AddNumberAsync(System, second.Contact.Id, new NewContactNumber($"+1202555{100 + i:0000}"), ContactNumberSource.FromCall, token);
            await Book.AddNoteAsync(System, second.Contact.Id, $"note {i}", null, token);
        });
        await merging;

        var merged = (await Book.GetAsync(System, first.Contact.Id, Cancel))!;
        merged.Numbers.Select(n => n.E164).Should().BeEquivalentTo(Enumerable.Range(0, Calls).Select(i => $"+1202555{100 + i:0000}"));
        merged.Numbers.Count(n => n.IsPrimary).Should().Be(1);
        var notes = await Timeline.ReadAsync(System, first.Contact.Id, ["note"], null, ContactTimeline.MaxLimit, Cancel);
        notes!.Entries.Should().HaveCount(Calls);
    }

    [Fact]
    public async Task Split_IntoTwo_MovesThePartsAndUndoJoinsThemAgain()
    {
        var contact = await AddAsync("Ada and Bo", "+12025550101", "+12025550102");
        var note = await Book.AddNoteAsync(System, contact.Contact.Id, "Bo likes tea", null, Cancel);

        var split = (await Book.SplitAsync(System, contact.Contact.Id, Draft("Bo"), [contact.Numbers[1].Id, note!.Id], Cancel))!;

        (await Book.GetAsync(System, split.OtherId, Cancel))!.Numbers.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { E164 = "+12025550102", IsPrimary = true });
        (await Timeline.ReadAsync(System, split.OtherId, ["note"], null, 10, Cancel))!.Entries.Should().ContainSingle();
        (await Book.UndoMergeAsync(System, split.Id, Cancel)).Should().BeTrue();
        (await Book.GetAsync(System, contact.Contact.Id, Cancel))!.Numbers.Should().HaveCount(2);
        (await Book.ResolveAsync(System, split.OtherId, Cancel)).Should().Be(contact.Contact.Id);
        (await RowsAsync<ContactNote>()).Should().ContainSingle().Which.ContactId.Should().Be(contact.Contact.Id);
    }

    [Fact]
    public async Task Split_WithAPartOfAnother_ChangesNothing()
    {
        var (mine, other) = (await AddAsync("Ada", "+12025550101"), await AddAsync("Bo", "+12025550102"));

        var act = () => Book.SplitAsync(System, mine.Contact.Id, Draft("Cy"), [other.Numbers[0].Id], Cancel);

        (await act.Should().ThrowAsync<ContactRejectedException>()).Which.Problems[0].Code.Should().Be("split.parts");
        (await Book.CountAsync(System, new ContactFilter(), Cancel)).Should().Be(2);
    }

    [Fact]
    public async Task Merge_OutOfReach_IsAsIfTheContactWereNotThere()
    {
        var me = await HireAsync("Me");
        var mine = await Book.CreateAsync(System, new ContactDraft { Name = "Mine", ResponsibleId = me }, Cancel);
        var other = await AddAsync("Other");

        (await Book.MergeAsync(Employee(me, AccessScope.Own), mine.Contact.Id, other.Contact.Id, Cancel)).Should().BeNull();

        (await Book.GetAsync(System, mine.Contact.Id, Cancel))!.Contact.Revision.Should().Be(1);
    }

    [Fact]
    public async Task Timeline_PageByPage_ShowsEverythingOnceNewestFirst()
    {
        await Book.AddCustomaryStatusesAsync(System, Cancel);
        var (first, second) = (await AddAsync("Ada"), await AddAsync("Ada L"));
        for (var i = 0; i < 4; i++)
        {
            await Book.AddNoteAsync(System, (i % 2 == 0 ? first : second).Contact.Id, $"note {i}", null, Cancel);
        }

        await Book.MergeAsync(System, first.Contact.Id, second.Contact.Id, Cancel);
        var seen = new List<ContactTimelineEntry>();
        ContactTimelinePlace? before = null;
        do
        {
            var page = (await Timeline.ReadAsync(System, first.Contact.Id, null, before, 2, Cancel))!;
            seen.AddRange(page.Entries);
            before = page.Next;
        }
        while (before is not null);

        seen.Select(e => e.Id).Should().OnlyHaveUniqueItems();
        seen.Select(e => e.At).Should().BeInDescendingOrder();
        seen.Select(e => e.Kind).Should().Equal("merge", "note", "note", "note", "note", "status", "status");
    }

    [Fact]
    public async Task Timeline_OfCalls_ShowsThoseInTheCallersReach()
    {
        var (me, contact) = (await HireAsync("Me"), await AddAsync("Ada", "+12025550111"));
        var (seen, hidden) = (Sample.Bare(1), Sample.Bare(2));
        await Host.GetRequiredService<ILedgerWriter>().WriteAsync([Sample.Commit(1, [seen, hidden])], Cancel);
        await StoreWork.WriteAsync(Contexts, System, (context, _) =>
        {
            foreach (var call in new[] { seen, hidden })
            {
                context.Add(new CallContact { Tenant = "default", CallId = call.Id, ContactId = contact.Contact.Id, How = CallContactOrigin.Matched, StartedAt = call.StartedAt, At = call.StartedAt });
            }

            return Task.FromResult(true);
        }, Cancel);

        var all = await Timeline.ReadAsync(System, contact.Contact.Id, ["call"], null, 10, Cancel);
        var scopes = new AccessGrants([new(Permission.ContactsRead, AccessScope.All), new(Permission.CallsRead, AccessScope.Own)]);
        var own = await Timeline.ReadAsync(Caller.ForEmployee("default", me, scopes), contact.Contact.Id, ["call"], null, 10, Cancel);

        all!.Entries.Select(e => e.Id).Should().BeEquivalentTo([seen.Id, hidden.Id]);
        own!.Entries.Should().BeEmpty("this employee was in none of the calls");
    }
}
