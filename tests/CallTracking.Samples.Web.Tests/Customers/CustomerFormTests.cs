using CallTracking.Access;
using CallTracking.Contacts;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

public sealed class CustomerFormTests
{
    [Fact]
    public void Apply_OneFieldChanged_LeavesTheOthersAsTheStoreHasThem()
    {
        var before = CustomerForm.Of(One());
        var form = CustomerForm.Of(One());
        form["addressAs"] = "  Mr Sok ";
        var draft = new ContactDraft { Name = "Changed by somebody else", Debt = 7, DebtCurrency = "USD" };

        form.Apply(draft, before);

        draft.AddressAs.Should().Be("Mr Sok");
        draft.Name.Should().Be("Changed by somebody else");
        draft.Debt.Should().Be(7);
        draft.Fields.Should().BeEmpty();
    }

    [Fact]
    public void Apply_DebtTakenAway_TakesItsCurrencyToo()
    {
        var form = CustomerForm.Of(One());
        form["debt"] = string.Empty;
        var draft = new ContactDraft { Debt = 12.5m, DebtCurrency = "USD" };

        form.Apply(draft, CustomerForm.Of(One()));

        draft.Debt.Should().BeNull();
        draft.DebtCurrency.Should().BeNull();
    }

    [Fact]
    public void Apply_CustomFieldEmptied_TakesTheValueAway()
    {
        var form = CustomerForm.Of(One());
        form["field:size"] = null;
        var draft = new ContactDraft { Fields = { ["size"] = "M" } };

        form.Apply(draft, CustomerForm.Of(One()));

        draft.Fields["size"].Should().BeNull();
    }

    [Theory]
    [InlineData("twelve")]
    [InlineData("12.5.1")]
    public void Apply_DiscountThatIsNoNumber_IsRefusedWithItsField(string text)
    {
        var form = CustomerForm.Of(One());
        form["discount"] = text;

        var act = () => form.Apply(new ContactDraft(), CustomerForm.Of(One()));

        act.Should().Throw<ContactRejectedException>().Which.Problems[0].Field.Should().Be("discount");
    }

    [Fact]
    public void DifferenceTo_AnotherForm_NamesWhatDiffersAndIgnoresBlanks()
    {
        var mine = CustomerForm.Of(One());
        var theirs = CustomerForm.Of(One());
        mine["name"] = "Dara Sok ";
        mine["language"] = "km";
        theirs["field:size"] = "L";

        mine.DifferenceTo(theirs).Should().Equal("language", "field:size");
    }

    private static ContactDetails One() => new(
        new Contact { Tenant = "default", Id = Guid.NewGuid(), Name = "Dara Sok", Debt = 12.5m, DebtCurrency = "USD" },
        [], [], null, null, null, new Dictionary<string, string> { ["size"] = "M" }, FieldMask.None);
}
