using System.Net;
using CallTracking.Access;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Identity;

/// <summary>A host with its administrator, and whoever else a test needs.</summary>
public sealed class SignInTests : IClassFixture<SignInTests.Site>
{
    private readonly WebSite _site;

    public SignInTests(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        _site = site.Web;
    }

    private static CancellationToken Cancel => WebSite.Cancel;

    [Fact]
    public async Task RightPassword_SignsInWithCookiesThatScriptsCannotRead()
    {
        using var visitor = _site.Visit();

        var answer = await visitor.SignInAsync(WebSite.Administrator, WebSite.Password);

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        var set = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("ct-signin=", StringComparison.Ordinal));
        set.Should().ContainEquivalentOf("httponly").And.ContainEquivalentOf("samesite=lax").And.ContainEquivalentOf("path=/")
            .And.NotContainEquivalentOf("secure", "the address is http and on this machine").And.NotContainEquivalentOf("expires", "it ends with the browser");
    }

    [Fact]
    public async Task WrongPassword_AndUnknownUser_AreToldTheSame()
    {
        using var visitor = _site.Visit();

        var wrong = await visitor.SignInAsync(WebSite.Administrator, "not the password");
        var unknown = await visitor.SignInAsync("nobody.here", "not the password");

        var error = Error(await wrong.Content.ReadAsStringAsync(Cancel));
        error.Should().NotBeEmpty().And.Be(Error(await unknown.Content.ReadAsStringAsync(Cancel)));
        visitor.Cookies.Should().NotContain(cookie => cookie.Name == "ct-signin");
    }

    [Fact]
    public async Task FiveWrongPasswords_LockTheAccount_UntilAnAdministratorLetsHimIn()
    {
        var (employee, account) = await HireAsync("lena.locked", BuiltInRoles.Operator);
        using var visitor = _site.Visit();
        for (var i = 0; i < 5; i++)
        {
            await visitor.SignInAsync(account.UserName!, "not the password");
        }

        (await visitor.SignInAsync(account.UserName!, WebSite.Password)).StatusCode.Should().Be(HttpStatusCode.OK, "the right one does not help now");
        var admin = await CallerAsync(WebSite.Administrator);
        (await _site.Get<AccountAdministration>().FindAsync(admin, employee, Cancel))!.IsLockedOut.Should().BeTrue();

        await _site.Get<AccountAdministration>().UnlockAsync(admin, employee, Cancel);

        (await visitor.SignInAsync(account.UserName!, WebSite.Password)).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task ReturnUrl_ToElsewhere_StaysHere(string url)
    {
        using var visitor = _site.Visit();

        var answer = await visitor.SignInAsync(WebSite.Administrator, WebSite.Password, "/signin?returnUrl=" + Uri.EscapeDataString(url));

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        new Uri(_site.Address, answer.Headers.Location!).Host.Should().Be(_site.Address.Host);
    }

    [Fact]
    public async Task Page_OfSomebodyWhoIsNotSignedIn_LeadsToTheSignInAndBack()
    {
        using var visitor = _site.Visit();

        var asked = await visitor.GetAsync("/?x=1");
        asked.StatusCode.Should().Be(HttpStatusCode.Redirect);
        asked.Headers.Location!.ToString().Should().EndWith("/signin?returnUrl=%2F%3Fx%3D1");

        var answer = await visitor.SignInAsync(WebSite.Administrator, WebSite.Password, "/signin?returnUrl=%2F%3Fx%3D1");
        answer.Headers.Location!.ToString().Should().EndWith("/?x=1");
    }

    [Fact]
    public async Task Api_OfSomebodyWhoIsNotSignedIn_Is401()
    {
        using var visitor = _site.Visit();

        (await visitor.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/signout")]
    [InlineData("/language")]
    public async Task Post_WithoutTheFormsToken_IsRefused(string path)
    {
        using var visitor = _site.Visit();
        await visitor.SignInAsync(WebSite.Administrator, WebSite.Password);

        var answer = await visitor.PostAsync(path, new()
        {
            ["_handler"] = "signin",
            ["Form.User"] = WebSite.Administrator,
            ["Form.Password"] = WebSite.Password,
            ["language"] = "ru",
        });

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await visitor.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.OK, "he is signed in still");
    }

    [Fact]
    public async Task SignOut_EndsCopiesOfTheCookieToo_AndOtherBrowsersNot()
    {
        using var visitor = _site.Visit();
        using var elsewhere = _site.Visit();
        using var thief = _site.Visit();
        await visitor.SignInAsync(WebSite.Administrator, WebSite.Password);
        await elsewhere.SignInAsync(WebSite.Administrator, WebSite.Password);
        thief.Steal(visitor);
        (await thief.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.OK);

        (await visitor.GetAsync("/signout")).StatusCode.Should().NotBe(HttpStatusCode.Redirect, "an address alone signs nobody out");
        (await visitor.SubmitToAsync("/signin", "/signout", [])).StatusCode.Should().Be(HttpStatusCode.Redirect);

        (await visitor.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await thief.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await elsewhere.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Account_TakenAway_IsSignedOutAtOnceAndDoesNotSignIn()
    {
        var (employee, account) = await HireAsync("timur.gone", BuiltInRoles.Director);
        using var visitor = _site.Visit();
        await visitor.SignInAsync(account.UserName!, WebSite.Password);
        (await visitor.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);

        await _site.Get<AccountAdministration>().SetDisabledAsync(await CallerAsync(WebSite.Administrator), employee, isDisabled: true, Cancel);

        (await visitor.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await visitor.SignInAsync(account.UserName!, WebSite.Password)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Invitation_SetsThePasswordOnce_AndSignsIn()
    {
        var admin = await CallerAsync(WebSite.Administrator);
        var employee = await _site.Get<StaffBook>().CreateAsync(admin, new EmployeeDraft("Ira New"), Cancel);
        await _site.Get<RoleBook>().AssignAsync(admin, employee.Id, BuiltInRoles.Operator, Cancel);
        var (token, _) = await _site.Get<AccountAdministration>().InviteAsync(admin, employee.Id, "ira.new", Cancel);
        using var visitor = _site.Visit();
        Dictionary<string, string> words = new() { ["Form.Password"] = WebSite.Password, ["Form.Repeat"] = WebSite.Password };

        (await visitor.SubmitAsync($"/invite?token={token}", "invite", words)).StatusCode.Should().Be(HttpStatusCode.Redirect);

        (await visitor.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);
        using var other = _site.Visit();
        (await other.ReadAsync($"/invite?token={token}")).Should().NotContain("Form.Password");
        (await other.SignInAsync("ira.new", WebSite.Password)).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Reset_OfSomebodyWhoMayMore_IsRefused()
    {
        var admin = await CallerAsync(WebSite.Administrator);
        var role = await _site.Get<RoleBook>().CreateAsync(
            admin, new RoleDraft("hires people", [new RoleGrant(Permission.StaffManage, AccessScope.All), new RoleGrant(Permission.StaffRead, AccessScope.All)]) { Masks = FieldMask.None },
            Cancel);
        var (_, account) = await HireAsync("peter.personnel", role.Id);
        var personnel = await CallerAsync(account.UserName!);

        var act = () => _site.Get<AccountAdministration>().ResetAsync(personnel, admin.Employee!.Value, Cancel);

        await act.Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task Language_IsKeptForTheUserAndSpokenAtTheSignIn()
    {
        var (_, account) = await HireAsync("olga.speaks", BuiltInRoles.Operator);
        using var visitor = _site.Visit();
        await visitor.SignInAsync(account.UserName!, WebSite.Password);

        (await visitor.SubmitToAsync("/signin", "/language", new() { ["language"] = "ru", ["returnUrl"] = "//evil.example" }))
            .Headers.Location!.ToString().Should().Be("/");

        (await visitor.ReadAsync("/signin")).Should().Contain("lang=\"ru\"");
        (await _site.Get<PreferenceStore>().GetAsync(account.Id, Cancel)).Language.Should().Be("ru");
        using var elsewhere = _site.Visit();
        (await elsewhere.ReadAsync("/signin")).Should().Contain("<html lang=\"en\"");
        await elsewhere.SignInAsync(account.UserName!, WebSite.Password);
        (await elsewhere.ReadAsync("/")).Should().Contain("<html lang=\"ru\"");
        await elsewhere.SubmitToAsync("/signin", "/signout", []);
        (await elsewhere.ReadAsync("/signin")).Should().Contain("<html lang=\"ru\"", "the browser remembers it");
    }

    private static string Error(string page) =>
        page.IndexOf("signin-error", StringComparison.Ordinal) is var at and >= 0 ? page[at..page.IndexOf("</p>", at, StringComparison.Ordinal)] : string.Empty;

    private async Task<(Guid Employee, Account Account)> HireAsync(string user, Guid role)
    {
        var system = Caller.System();
        var employee = await _site.Get<StaffBook>().CreateAsync(system, new EmployeeDraft(user) { ExternalUserId = user }, Cancel);
        await _site.Get<RoleBook>().AssignAsync(system, employee.Id, role, Cancel);
        var (account, result) = await _site.Get<AccountBook>().CreateAsync(employee.Id, user, WebSite.Password);
        result.Succeeded.Should().BeTrue();
        return (employee.Id, account!);
    }

    private async Task<Caller> CallerAsync(string user) => (await _site.Get<CallerDirectory>().FindAsync(Caller.DefaultTenant, user, Cancel))!;

    /// <summary>The host, begun.</summary>
    public sealed class Site : IAsyncLifetime
    {
        public WebSite Web { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Web.InitializeAsync();
            (await Web.BeginAsync()).Dispose();
        }

        public ValueTask DisposeAsync() => Web.DisposeAsync();
    }
}
