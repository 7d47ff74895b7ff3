using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CallTracking.Samples.Web.Browser;

/// <summary>Somebody's browser: tabs that share one sign-in, and all that they complained about.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public Desk(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        context.Console += (_, message) =>
        {
            if (message.Type is "error" || message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
            {
                _complaints.Enqueue($"{message.Page?.Url}: {message.Text} ({message.Location})");
            }
        };
        context.WebError += (_, error) => _complaints.Enqueue($"{error.Page?.Url}: {error.Error}");
        context.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"{dialog.Page?.Url}: a dialog says {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IBrowserContext Context { get; }

    /// <summary>The first tab.</summary>
    public IPage Page { get; }

    /// <summary>Errors on the console, violations of the content policy, exceptions and dialogs of all tabs.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public void Forget() => _complaints.Clear();

    /// <summary>Signs in as people do: by the page, with name and password.</summary>
    public async Task SignInAsync(Person person, string? path = null)
    {
        await Page.GotoAsync(path ?? "/signin");
        await FillSignInAsync(Company.Account(person), Company.Password);
        await Page.WaitForURLAsync(static url => !url.Contains("/signin", StringComparison.Ordinal));
        await ReadyAsync(Page);
    }

    /// <summary>Fills the sign-in page that is shown, and sends it.</summary>
    public async Task FillSignInAsync(string user, string password)
    {
        await Page.Locator("input[name='Form.User']").FillAsync(user);
        await Page.Locator("input[name='Form.Password']").FillAsync(password);
        await Page.GetByTestId("action-signin").ClickAsync();
    }

    /// <summary>Signs out by the menu.</summary>
    public async Task SignOutAsync()
    {
        await Page.GetByTestId("user-menu").GetByRole(AriaRole.Button).ClickAsync();
        await Page.GetByTestId("action-signout").ClickAsync();
        await Page.WaitForURLAsync(static url => url.Contains("/signin", StringComparison.Ordinal));
    }

    /// <summary>Another tab.</summary>
    public async Task<IPage> TabAsync(string path = "/")
    {
        var page = await Context.NewPageAsync();
        await GoAsync(path, page);
        return page;
    }

    /// <summary>A page by its address, as from a link that somebody sent, when its circuit answers and its title stands.</summary>
    public async Task GoAsync(string path, IPage? page = null)
    {
        page ??= Page;
        await page.GotoAsync(path);
        await ReadyAsync(page);
    }

    /// <summary>Goes from field to field by the key for it, until one has the focus.</summary>
    public async Task TabToAsync(ILocator target)
    {
        for (var step = 0; step < 80; step++)
        {
            if (await target.EvaluateAsync<bool>("one => one === document.activeElement"))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException("80 presses of Tab did not reach it.");
    }

    /// <summary>Chooses a language on the page about oneself, which then speaks it.</summary>
    public async Task ChooseLanguageAsync(string language)
    {
        await Page.GetByTestId("my-language").SelectOptionAsync(language);
        await Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await ReadyAsync(Page);
    }

    /// <summary>Chooses the last of the themes.</summary>
    public async Task ChooseThemeAsync()
    {
        var last = Page.Locator("label[data-testid^='theme-']").Last;
        await last.ClickAsync();
        await Assertions.Expect(last.Locator("input")).ToBeCheckedAsync();
    }

    /// <summary>Another language, as chosen by its cookie.</summary>
    public Task SpeakAsync(string language) => Context.AddCookiesAsync(
        [new Cookie { Name = "ct-language", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = new Uri(Page.Url).GetLeftPart(UriPartial.Authority) }]);

    /// <summary>How wide the page is, and what makes it so wide.</summary>
    public async Task<(int Width, string Who)> WidthAsync()
    {
        var width = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        var who = await Page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
                .slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')
            """);
        return (width, who);
    }

    /// <summary>Waits until the page has its title and shows what it read.</summary>
    public static async Task ReadyAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("h1").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("waiting")).ToHaveCountAsync(0);
    }

    /// <summary>The cards of the calls that this page's user has now.</summary>
    public static ILocator Pops(IPage page) => page.GetByTestId("pop-card");

    public ValueTask DisposeAsync() => new(Chromium.CloseAsync(Context));
}
