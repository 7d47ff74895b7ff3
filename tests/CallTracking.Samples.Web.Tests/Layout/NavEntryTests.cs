using CallTracking.Access;
using CallTracking.Samples.Web.Components.Layout;

namespace CallTracking.Samples.Web.Layout;

public sealed class NavEntryTests
{
    [Fact]
    public void For_Everything_HasAllPagesWithKeysOfTheirOwn()
    {
        var pages = NavEntry.For(AccessGrants.Everything, name => name);
        pages.Should().HaveCount(12);
        pages.Select(page => page.Key).Should().OnlyHaveUniqueItems().And.NotContainNulls();
        pages.Select(page => page.Href).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void For_Nothing_HasOnlyWhatIsEverybodysOwn() =>
        NavEntry.For(AccessGrants.Nothing, name => name).Select(page => page.Area).Should().Equal("messages", "me");

    [Theory]
    [InlineData(Permission.PrivacyManage)]
    [InlineData(Permission.WebhooksManage)]
    [InlineData(Permission.StaffManage)]
    [InlineData(Permission.SettingsManage)]
    public void For_OneRightOfTheSettings_HasTheSettings(Permission permission) =>
        NavEntry.For(new AccessGrants([new(permission, AccessScope.All)]), name => name).Should().Contain(page => page.Area == "settings");

    [Fact]
    public void For_OneRight_HasItsPage() =>
        NavEntry.For(new AccessGrants([new(Permission.ContactsRead, AccessScope.Own)]), name => name)
            .Select(page => page.Area).Should().Equal("customers", "messages", "me");
}
