using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Samples.Web.Hosting;
using CallTracking.Servers;
using CallTracking.Storage;
using CallTracking.Testing;
using CallTracking.Testing.Asterisk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CallTracking.Samples.Web.Browser;

/// <summary>The web host as it runs, on a port of its own, with a store of its own; behind it a PBX that speaks AMI over a socket and says what
/// the test says.</summary>
public sealed class WebOffice : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("web-office-").FullName;
    private readonly List<Desk> _desks = [];
    private readonly Dictionary<Guid, Cookie[]> _cookies = [];
    private (string Host, string Port, string User, string Secret, string Trunk) _link;
    private WebApplication? _app;
    private bool _isReal;
    private long _ended;
    private Life? _life;

    internal FakeAsterisk Pbx { get; } = new(new() { OriginateAnswer = TimeSpan.FromMilliseconds(50), Trunk = "PJSIP/line" });

    internal IReadOnlyList<Desk> Desks => _desks;

    internal IServiceProvider Services => _app!.Services;

    internal Uri Address { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An office at the real Asterisk in place of its own PBX.</summary>
    internal static WebOffice AtRealAsterisk(string trunk) => new()
    {
        _link = (RealAsterisk.Host, RealAsterisk.Setting("AMI_PORT"), RealAsterisk.Setting("USER"), RealAsterisk.Setting("SECRET"), trunk),
        _isReal = true,
    };

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsHere)
        {
            // Its tests skip.
            return;
        }

        if (!_isReal)
        {
            _link = ("127.0.0.1", $"{Pbx.Start().Port}", Pbx.Options.User, Pbx.Options.Secret, "line");
        }

        _app = WebHost.Build([.. Arguments()], static builder =>
        {
            builder.Logging.ClearProviders();
            // Who hangs up at once obliges nobody; in tests everybody hangs up at once.
            builder.Services.Configure<CallbackOptions>(static options => options.ShortAbandonSeconds = 0);
        });
        await _app.StartAsync(Cancel);
        Address = new Uri(_app.Urls.First());
        await Company.HireAsync(Services, Cancel);
        await UntilAsync(() => Services.GetRequiredService<ILinkMonitor>().Find("office")?.State == LinkState.Up, "the link to be up");
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
            await _app.DisposeAsync().AsTask().WaitAsync(Patience, CancellationToken.None);
        }

        await Pbx.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Everybody closes his browser, and what a failed test left of calls ends.</summary>
    internal async Task LeaveAsync()
    {
        foreach (var desk in _desks)
        {
            await desk.DisposeAsync();
        }

        _desks.Clear();
        if (_app is not null && !_isReal)
        {
            await HangUpAllAsync();
            await UntilAsync(() => Services.GetRequiredService<IOpenCalls>().List(Caller.System()).Count == 0, "every call to end");
            _ended = await Services.GetRequiredService<CallHistory>().CountAsync(Caller.System(), new CallHistoryFilter(), CancellationToken.None);
        }
    }

    /// <summary>Somebody's browser, signed in; with pages of its own, which share nothing with those of others.</summary>
    /// <remarks>He signs in the first time only: later browsers have a copy of that cookie, as few tests are about the sign-in.</remarks>
    internal async Task<Desk> SitAsync(Person person, string path = "/", int width = 1280, int height = 800)
    {
        var desk = await OpenAsync(width: width, height: height);
        if (_cookies.TryGetValue(person.Id, out var cookies))
        {
            await desk.Context.AddCookiesAsync(cookies);
            await desk.GoAsync(path);
        }
        else
        {
            await desk.SignInAsync(person);
            _cookies[person.Id] = [.. (await desk.Context.CookiesAsync()).Select(static one => new Cookie
            {
                Name = one.Name,
                Value = one.Value,
                Domain = one.Domain,
                Path = one.Path,
                Expires = one.Expires,
                HttpOnly = one.HttpOnly,
                Secure = one.Secure,
                SameSite = one.SameSite,
            })];
            if (path != "/")
            {
                await desk.GoAsync(path);
            }
        }

        return desk;
    }

    /// <summary>A stranger's browser.</summary>
    internal async Task<Desk> OpenAsync(Uri? address = null, string? language = null, int width = 1280, int height = 800)
    {
        var browser = await Chromium.GetAsync();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = (address ?? Address).ToString(),
            Locale = language ?? "en-US",
            TimezoneId = "UTC",
            ReducedMotion = ReducedMotion.Reduce,
            // A worker that Chromium starts or ends while pages follow one another within milliseconds fails what they load. What it does has tests of its own.
            ServiceWorkers = ServiceWorkerPolicy.Block,
            ViewportSize = new() { Width = width, Height = height },
        });
        context.SetDefaultTimeout(45_000);
        var desk = new Desk(context, await context.NewPageAsync());
        _desks.Add(desk);
        return desk;
    }

    /// <summary>A customer calls and it rings at somebody's.</summary>
    internal FakeAsteriskCall Ring(string number, params Person[] people) => Ring(number, null, people);

    /// <summary>A customer whose side gives him a name calls, and it rings at somebody's.</summary>
    internal FakeAsteriskCall Ring(string number, string? name, Person[] people)
    {
        var call = Pbx.Call("PJSIP/line", number, "12025550100", "inbound", name);
        foreach (var person in people)
        {
            call.Rings($"PJSIP/{person.Extension}", person.Extension!, "internal");
        }

        return call;
    }

    /// <summary>A contact, as the system adds one.</summary>
    internal async Task<Guid> AddContactAsync(string name, params string[] numbers)
    {
        var draft = new ContactDraft { Name = name };
        foreach (var number in numbers)
        {
            draft.Numbers.Add(new NewContactNumber(number));
        }

        return (await Services.GetRequiredService<ContactBook>().CreateAsync(Caller.System(), draft, Cancel)).Contact.Id;
    }

    /// <summary>The call with a number, which must have ended.</summary>
    internal async Task<Guid> CallAsync(string number)
    {
        var page = await Services.GetRequiredService<CallHistory>().ListAsync(Caller.System(), new CallHistoryFilter(), null, CallHistory.MaxLimit, Cancel);
        return page.Calls.First(call => call.External?.E164 == number).Id;
    }

    /// <summary>The obligations of a number, newest first.</summary>
    internal async Task<IReadOnlyList<Obligation>> ObligationsAsync(string number)
    {
        var page = await Services.GetRequiredService<ObligationBook>().ListAsync(
            Caller.System(), new ObligationFilter { IsOpen = null }, null, ObligationBook.MaxLimit, Cancel);
        return [.. page.Obligations.Where(one => one.Number == number)];
    }

    /// <summary>What was noted about a contact.</summary>
    internal Task<List<string>> NotesAsync(Guid contact) => StoreWork.ReadAsync(
        Services.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(),
        context => context.Set<ContactNote>().Where(one => one.ContactId == contact).Select(static one => one.Text).ToListAsync(Cancel));

    /// <summary>Whoever is in a call hangs up.</summary>
    internal async Task HangUpAllAsync()
    {
        foreach (var channel in Pbx.Channels)
        {
            Pbx.HangUp(channel);
        }

        await UntilAsync(() => Pbx.Channels.Count == 0, "every channel to end");
    }

    /// <summary>Something of everything, put in by the first test that asks.</summary>
    internal async Task<Life> LiveAsync() => _life ??= await Life.BeginAsync(this);

    /// <summary>So many more calls have ended, and all that follows from them is done.</summary>
    internal async Task EndedAsync(int calls = 1)
    {
        var (history, open) = (Services.GetRequiredService<CallHistory>(), Services.GetRequiredService<IOpenCalls>());
        _ended += calls;
        await UntilAsync(
            async () => open.List(Caller.System()).Count == 0 && await history.CountAsync(Caller.System(), new CallHistoryFilter(), Cancel) >= _ended,
            $"{_ended} calls to have ended");
        await Services.GetRequiredService<ICallProjections>().CatchUpAsync(Cancel);
    }

    /// <summary>The PBX is asked to place a call.</summary>
    internal Task<AmiFrame> DialledAsync() => Pbx.NextAsync("Originate", Cancel).WaitAsync(Patience, Cancel);

    /// <summary>Two talk with one another.</summary>
    internal Task TalkingAsync() => UntilAsync(
        () => Services.GetRequiredService<IOpenCalls>().List(Caller.System()).Any(static call => call.State == CallState.Talking), "both to talk");

    private IEnumerable<string> Arguments()
    {
        yield return "--urls";
        yield return "http://127.0.0.1:0";
        yield return "--store";
        yield return Path.Combine(_folder, "calls.db");
        foreach (var (key, value) in new (string, string)[]
        {
            ("Site:Country", "US"), ("Site:Trunks:0", _link.Trunk), ("Site:Extensions", "^1\\d\\d$"), ("Links:office:Type", "asterisk"),
            ("Links:office:Host", _link.Host), ("Links:office:Port", _link.Port), ("Links:office:User", _link.User),
            ("Links:office:Secret", _link.Secret),
        })
        {
            yield return "--set";
            yield return $"CallTracking:{key}={value}";
        }
    }

    internal static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);

    internal static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource();
        patience.CancelAfter(Patience);
        while (!await isSo())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}.");
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }
}

/// <summary>The tests of pages run one after another: they share the browser and, on small machines, all there is.</summary>
[CollectionDefinition(Name)]
public sealed class Browsing
{
    public const string Name = "browsing";
}
