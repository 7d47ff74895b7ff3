using System.Diagnostics;
using CallTracking.Servers;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>Real SIP phones, a real Asterisk, the web host, a real browser.</summary>
[Collection(Browsing.Name)]
[Trait("Size", "server")]
public sealed class RealAsteriskTests
{
    [Fact]
    public async Task Pop_PhoneRings_IsOnThePageUntilTheCallIsOver()
    {
        Chromium.Need();
        using var asterisk = await RealAsterisk.BorrowAsync();
        await using var office = WebOffice.AtRealAsterisk(trunk: "trunk");
        await office.InitializeAsync();
        await office.AddContactAsync("Grace Hopper", "+12025550147");
        var ada = await office.SitAsync(Company.Ada);
        var ben = await office.SitAsync(Company.Ben);

        using var phones = Process.Start(new ProcessStartInfo(RealAsterisk.Script("asterisk-calls.sh"), ["answered"]) { RedirectStandardOutput = true })!;

        await Expect(Desk.Pops(ada.Page)).ToContainTextAsync("Grace Hopper");
        await Expect(Desk.Pops(ben.Page)).ToHaveCountAsync(0);
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(0);
        await phones.WaitForExitAsync(TestContext.Current.CancellationToken);
        phones.ExitCode.Should().Be(0, "the phones themselves must have seen what they should");
        await office.EndedAsync();
        await ada.GoAsync("/calls");
        await Expect(ada.Page.GetByTestId($"row-{await office.CallAsync("+12025550147")}")).ToContainTextAsync("Grace Hopper");
        ada.Complaints.Should().BeEmpty();
    }
}
