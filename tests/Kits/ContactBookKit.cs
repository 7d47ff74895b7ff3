using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Storage;

namespace CallTracking.Kits;

/// <summary>What a customer base does on any store.</summary>
public abstract class ContactBookKit : ContactKit
{
    [Fact]
    public async Task Create_WithNumbers_KeepsThemInThreeForms()
    {
        var draft = new ContactDraft { GivenName = " Dara ", FamilyName = "Sok", Discount = 7.5m, Debt = -120.25m, DebtCurrency = "usd" };
        draft.Numbers.Add(new NewContactNumber("(202) 555-0101", ContactNumberKind.Mobile, "private"));
        draft.Numbers.Add(new NewContactNumber("+1 202 555 0102", ContactNumberKind.Work, IsPrimary: true));
        draft.Numbers.Add(new NewContactNumber("4711", ContactNumberKind.Extension));
        draft.Emails.Add(new NewContactEmail("Dara.Sok@Example.com"));

        var created = await Book.CreateAsync(System, draft, Cancel);

        var read = (await Book.GetAsync(System, created.Contact.Id, Cancel))!;
        read.Contact.Name.Should().Be("Dara Sok");
        (read.Contact.Discount, read.Contact.Debt, read.Contact.DebtCurrency, read.Contact.Revision).Should().Be((7.5m, -120.25m, "USD", 1));
        read.Numbers.Select(n => (n.Raw, n.E164, n.NationalReversed, n.Kind, n.IsPrimary)).Should().Equal(
            ("+1 202 555 0102", "+12025550102", "2010555202", ContactNumberKind.Work, true),
            ("(202) 555-0101", "+12025550101", "1010555202", ContactNumberKind.Mobile, false),
            ("4711", null, null, ContactNumberKind.Extension, false));
        read.Emails.Should().ContainSingle().Which.Normalized.Should().Be("dara.sok@example.com");
    }

    [Fact]
    public async Task Create_WithMuchWrong_SaysAllOfItAndStoresNothing()
    {
        var draft = new ContactDraft { Discount = 101, Debt = 5, OrganisationId = Guid.NewGuid(), ResponsibleId = Guid.NewGuid(), StatusId = Guid.NewGuid() };
        draft.Fields["shoe"] = 42;
        draft.Numbers.Add(new NewContactNumber("anonymous"));
        draft.Emails.Add(new NewContactEmail("nobody"));

        var act = () => Book.CreateAsync(System, draft, Cancel);

        (await act.Should().ThrowAsync<ContactRejectedException>()).Which.Problems.Select(p => p.Code).Should().BeEquivalentTo(
            "name.missing", "discount.range", "debt.currency", "field.unknown", "status.unknown", "organisation.unknown", "responsible.unknown",
            "number.invalid", "email.invalid");
        (await Book.CountAsync(System, new ContactFilter(), Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Update_MeantForAnOlderRevision_IsRefusedAndTellsTheNewOne()
    {
        var id = (await AddAsync("Ada")).Contact.Id;
        await Book.UpdateAsync(System, id, draft => draft.AddressAs = "Dr Ada", 1, Cancel);

        var act = () => Book.UpdateAsync(System, id, draft => draft.AddressAs = "Mrs Ada", 1, Cancel);

        (await act.Should().ThrowAsync<RevisionConflictException>()).Which.Current.Should().Be(2);
        (await Book.GetAsync(System, id, Cancel))!.Contact.AddressAs.Should().Be("Dr Ada");
    }

    [Fact]
    public async Task Update_ThatChangesNothing_IsNoNewRevision()
    {
        var before = (await AddAsync("Ada")).Contact;

        await Book.UpdateAsync(System, before.Id, draft => draft.Name = " Ada ", null, Cancel);

        var after = (await Book.GetAsync(System, before.Id, Cancel))!.Contact;
        (after.Revision, after.UpdatedAt).Should().Be((before.Revision, before.UpdatedAt));
    }

    [Fact]
    public async Task Update_AThousandTimesAtOnce_LosesNone()
    {
        const int Edits = 1000;
        var field = await Book.DefineFieldAsync(System, new ContactFieldDefinition("visits", "Visits", ContactFieldKind.Number), Cancel);
        var id = (await AddAsync("Ada")).Contact.Id;

        await Parallel.ForAsync(0, Edits, new ParallelOptions { MaxDegreeOfParallelism = Edits, CancellationToken = Cancel }, async (i, token) =>
        {
            if (i % 10 == 0)
            {
                await Book.AddNoteAsync(System, id, $"note {i}", null, token);
                return;
            }

            await Book.UpdateAsync(
                System, id, draft => draft.Fields[field.Key] = 1 + (draft.Fields.TryGetValue(field.Key, out var count)
                    ? decimal.Parse((string)count!, global::System.Globalization.CultureInfo.InvariantCulture) : 0), null, token);
        });

        var after = (await Book.GetAsync(System, id, Cancel))!;
        after.Fields["visits"].Should().Be("900");
        after.Contact.Revision.Should().Be(1 + Edits);
        (await RowsAsync<ContactNote>()).Should().HaveCount(100);
    }

    [Fact]
    public async Task AddNumber_ThatItHas_IsNotAddedTwice()
    {
        var id = (await AddAsync("Ada", "+12025550101")).Contact.Id;

        var added = await Book.AddNumberAsync(System, id, new NewContactNumber("202-555-0101"), ContactNumberSource.FromCall, Cancel);

        added!.Raw.Should().Be("+12025550101");
        var after = (await Book.GetAsync(System, id, Cancel))!;
        (after.Numbers.Count, after.Contact.Revision).Should().Be((1, 1));
    }

    [Fact]
    public async Task RemoveNumber_ThatIsPrimary_MakesAnotherOnePrimary()
    {
        var contact = await AddAsync("Ada", "+12025550101", "+12025550102");

        var removed = await Book.RemoveNumberAsync(System, contact.Contact.Id, contact.Numbers[0].Id, Cancel);

        removed.Should().BeTrue();
        (await Book.GetAsync(System, contact.Contact.Id, Cancel))!.Numbers.Should().ContainSingle().Which.IsPrimary.Should().BeTrue();
    }

    [Fact]
    public async Task SetStatus_EachTime_KeepsTheHistory()
    {
        var statuses = await Book.AddCustomaryStatusesAsync(System, Cancel);
        var contact = (await AddAsync("Ada")).Contact;

        await Book.SetStatusAsync(System, contact.Id, statuses.Single(s => s.Code == "reliable").Id, "pays on the day", null, Cancel);

        contact.StatusId.Should().Be(statuses.Single(s => s.Code == "potential").Id);
        var history = (await RowsAsync<ContactStatusChange>()).OrderBy(c => c.At).ThenBy(c => c.Id).ToList();
        history.Select(c => (c.FromStatusId, c.ToStatusId, c.Reason)).Should().Equal(
            (null, contact.StatusId, null), (contact.StatusId, statuses.Single(s => s.Code == "reliable").Id, "pays on the day"));
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachContactOnceInOrderOfName()
    {
        foreach (var name in new[] { "Cy", "Ada", "Bo", "Ada", "Dan" })
        {
            await AddAsync(name);
        }

        var seen = new List<ContactDetails>();
        ContactCursor? after = null;
        do
        {
            var page = await Book.ListAsync(System, new ContactFilter(), after, 2, Cancel);
            seen.AddRange(page.Contacts);
            after = ContactCursor.TryParse(page.Next?.ToString(), out var next) ? next : null;
        }
        while (after is not null);

        seen.Select(c => c.Contact.Name).Should().Equal("Ada", "Ada", "Bo", "Cy", "Dan");
        seen.Select(c => c.Contact.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task List_WithFilters_FindsThoseThatMatch()
    {
        await AddAsync("Ada", "+12025550101");
        var organisation = await Book.CreateAsync(System, new ContactDraft { Name = "Acme", Kind = ContactKind.Organisation }, Cancel);
        var member = await Book.CreateAsync(
            System, new ContactDraft { Name = "Bo", OrganisationId = organisation.Contact.Id, Emails = { new NewContactEmail("bo@example.com") } }, Cancel);

        async Task<IEnumerable<string>> Names(ContactFilter filter) =>
            (await Book.ListAsync(System, filter, null, 10, Cancel)).Contacts.Select(c => c.Contact.Name);

        (await Names(new ContactFilter { Number = "202 555 0101" })).Should().Equal("Ada");
        (await Names(new ContactFilter { Email = "BO@example.com" })).Should().Equal("Bo");
        (await Names(new ContactFilter { Kind = ContactKind.Organisation })).Should().Equal("Acme");
        (await Names(new ContactFilter { OrganisationId = organisation.Contact.Id })).Should().Equal("Bo");
        member.Organisation.Should().Be("Acme");
    }

    [Fact]
    public async Task OwnScope_OfAnEmployee_ReachesHisContactsOnly()
    {
        var me = await HireAsync("Me");
        var mine = await Book.CreateAsync(System, new ContactDraft { Name = "Mine", ResponsibleId = me }, Cancel);
        var other = await AddAsync("Other");
        var caller = Employee(me, AccessScope.Own);

        (await Book.GetAsync(caller, other.Contact.Id, Cancel)).Should().BeNull();
        (await Book.UpdateAsync(caller, other.Contact.Id, draft => draft.Name = "Hacked", null, Cancel)).Should().BeNull();
        (await Book.DeleteAsync(caller, other.Contact.Id, null, Cancel)).Should().BeFalse();
        (await Book.ListAsync(caller, new ContactFilter(), null, 10, Cancel)).Contacts.Select(c => c.Contact.Id).Should().Equal(mine.Contact.Id);
        (await Book.CreateAsync(caller, Draft("New"), Cancel)).Contact.ResponsibleId.Should().Be(me);
    }

    [Fact]
    public async Task TeamScope_OfAnEmployee_ReachesHisDepartmentsContacts()
    {
        var (team, elsewhere) = (Guid.NewGuid(), Guid.NewGuid());
        var (me, colleague, stranger) = (await HireAsync("Me", team), await HireAsync("Colleague", team), await HireAsync("Stranger", elsewhere));
        await Book.CreateAsync(System, new ContactDraft { Name = "Ours", ResponsibleId = colleague }, Cancel);
        await Book.CreateAsync(System, new ContactDraft { Name = "Theirs", ResponsibleId = stranger }, Cancel);

        var page = await Book.ListAsync(Employee(me, AccessScope.Team, FieldMask.None, team), new ContactFilter(), null, 10, Cancel);

        page.Contacts.Select(c => c.Contact.Name).Should().Equal("Ours");
    }

    [Fact]
    public async Task Masks_OfAnEmployee_HideNumbersAndDebtAndForbidToAskForThem()
    {
        var caller = Employee(await HireAsync("Me"), AccessScope.All, FieldMask.Numbers | FieldMask.Debt);
        var id = (await Book.CreateAsync(
            System, new ContactDraft { Name = "Ada", Debt = 10, DebtCurrency = "USD", Numbers = { new NewContactNumber("+12025550101") } }, Cancel)).Contact.Id;

        var seen = (await Book.UpdateAsync(caller, id, draft => draft.AddressAs = "Dr Ada", null, Cancel))!;

        seen.Numbers.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Raw = "+•••••••••01", E164 = (string?)null, NationalReversed = (string?)null });
        seen.Contact.Debt.Should().BeNull();
        var byNumber = () => Book.ListAsync(caller, new ContactFilter { Number = "+12025550101" }, null, 10, Cancel);
        var byDebt = () => Book.CountAsync(caller, new ContactFilter { DebtAbove = 1 }, Cancel);
        var toDebt = () => Book.UpdateAsync(caller, id, draft => (draft.Debt, draft.DebtCurrency) = (0, "USD"), null, Cancel);
        await byNumber.Should().ThrowAsync<AccessDeniedException>();
        await byDebt.Should().ThrowAsync<AccessDeniedException>();
        await toDebt.Should().ThrowAsync<AccessDeniedException>();
        (await Book.GetAsync(System, id, Cancel))!.Contact.Debt.Should().Be(10);
    }

    [Fact]
    public async Task Methods_WithoutThePermission_AreDeniedBeforeAnythingIsLookedUp()
    {
        var nobody = Caller.ForEmployee("default", Guid.NewGuid(), AccessGrants.Nothing);
        var get = () => Book.GetAsync(nobody, Guid.NewGuid(), Cancel);
        var create = () => Book.CreateAsync(nobody, Draft("x"), Cancel);
        var remove = () => Book.DeleteAsync(nobody, Guid.NewGuid(), null, Cancel);
        var status = () => Book.AddCustomaryStatusesAsync(nobody, Cancel);

        (await get.Should().ThrowAsync<AccessDeniedException>()).Which.Permission.Should().Be(Permission.ContactsRead);
        (await create.Should().ThrowAsync<AccessDeniedException>()).Which.Permission.Should().Be(Permission.ContactsEdit);
        (await remove.Should().ThrowAsync<AccessDeniedException>()).Which.Permission.Should().Be(Permission.ContactsDelete);
        (await status.Should().ThrowAsync<AccessDeniedException>()).Which.Permission.Should().Be(Permission.SettingsManage);
    }

    [Fact]
    public async Task Tenants_WithTheSameNumber_NeverMeet()
    {
        var theirs = Caller.System("other");
        var mine = await AddAsync("Ada", "+12025550101");

        (await Book.GetAsync(theirs, mine.Contact.Id, Cancel)).Should().BeNull();
        (await Book.ListAsync(theirs, new ContactFilter { Number = "+12025550101" }, null, 10, Cancel)).Contacts.Should().BeEmpty();
        (await Book.UpdateAsync(theirs, mine.Contact.Id, draft => draft.Name = "Eve", null, Cancel)).Should().BeNull();
        (await Book.AddNumberAsync(theirs, mine.Contact.Id, new NewContactNumber("+12025550109"), ContactNumberSource.Entered, Cancel)).Should().BeNull();
        (await Book.IdentitiesAsync(theirs, mine.Contact.Id, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task ExternalId_OfAnother_IsRefusedUntilThatOneIsDeleted()
    {
        var first = await Book.CreateAsync(System, new ContactDraft { Name = "Ada", ExternalId = "K-1" }, Cancel);
        var second = () => Book.CreateAsync(System, new ContactDraft { Name = "Bo", ExternalId = "K-1" }, Cancel);

        (await second.Should().ThrowAsync<ContactRejectedException>()).Which.Problems[0].Code.Should().Be("externalId.taken");
        (await Book.DeleteAsync(System, first.Contact.Id, null, Cancel)).Should().BeTrue();
        (await second()).Contact.ExternalId.Should().Be("K-1");
        (await Book.RestoreAsync(System, first.Contact.Id, Cancel)).Should().BeTrue();
        (await Book.GetAsync(System, first.Contact.Id, Cancel))!.Contact.ExternalId.Should().BeNull();
    }

    [Fact]
    public async Task CustomFields_OfEachKind_AreCheckedAndTyped()
    {
        await Book.DefineFieldAsync(System, new ContactFieldDefinition("size", "Size", ContactFieldKind.Number) { Minimum = 1, Maximum = 10 }, Cancel);
        await Book.DefineFieldAsync(System, new ContactFieldDefinition("since", "Since", ContactFieldKind.Date), Cancel);
        await Book.DefineFieldAsync(System, new ContactFieldDefinition("vip", "VIP", ContactFieldKind.Boolean), Cancel);
        await Book.DefineFieldAsync(System, new ContactFieldDefinition("tier", "Tier", ContactFieldKind.Choice) { Choices = ["Gold", "Silver"] }, Cancel);
        await Book.DefineFieldAsync(System, new ContactFieldDefinition("motto", "Motto", ContactFieldKind.Text) { MaxLength = 5 }, Cancel);
        var good = Draft("Ada");
        (good.Fields["size"], good.Fields["since"], good.Fields["vip"], good.Fields["tier"]) = (2.50m, new DateOnly(2026, 11, 23), true, "gold");
        var bad = Draft("Bo");
        (bad.Fields["size"], bad.Fields["since"], bad.Fields["vip"], bad.Fields["tier"], bad.Fields["motto"]) = (11, "23.11.2026", "perhaps", "Lead", "too long");

        var created = await Book.CreateAsync(System, good, Cancel);
        var act = () => Book.CreateAsync(System, bad, Cancel);

        created.Contact.CustomFields.Should().Be("""{"since":"2026-11-23","size":2.50,"tier":"Gold","vip":true}""");
        (await act.Should().ThrowAsync<ContactRejectedException>()).Which.Problems.Select(p => p.Code).Should().BeEquivalentTo(
            "field.range", "field.date", "field.boolean", "field.choice", "field.length");
    }

    [Fact]
    public async Task EveryEdit_IsInTheAuditTrail()
    {
        var id = (await AddAsync("Ada", "+12025550101")).Contact.Id;
        await Book.UpdateAsync(System, id, draft => draft.Name = "Ada L", null, Cancel);
        await Book.DeleteAsync(System, id, null, Cancel);

        var rows = (await RowsAsync<AuditEntry>()).OrderBy(r => r.Day).ThenBy(r => r.Number).ToList();
        rows.Select(r => (r.Action, r.EntityId)).Should().Equal(
            ("contact.create", id.ToString()), ("contact.update", id.ToString()), ("contact.delete", id.ToString()));
        rows[1].Payload.Should().Be("""[{"field":"name","before":"Ada","after":"Ada L"}]""");
    }
}
