using System.Net;
using System.Text.RegularExpressions;

namespace CallTracking.Samples.Web.Identity;

/// <summary>A browser without a screen: keeps cookies, follows nothing by itself, sends forms as they stand in the page.</summary>
internal sealed partial class Visitor(Uri address) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _client;

    public IReadOnlyList<Cookie> Cookies => [.. _cookies.GetCookies(address).Cast<Cookie>()];

    private HttpClient Client => _client ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
    {
        BaseAddress = address,
    };

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative), WebSite.Cancel);

    public async Task<string> ReadAsync(string path) => await (await GetAsync(path)).Content.ReadAsStringAsync(WebSite.Cancel);

    public Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> fields) =>
        Client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields), WebSite.Cancel);

    /// <summary>Opens a page and sends its form of that handler.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, string handler, Dictionary<string, string> fields)
    {
        var page = await ReadAsync(path);
        return await PostAsync(path, new Dictionary<string, string>(fields) { ["_handler"] = handler, [TokenName] = TokenOf(page) });
    }

    /// <summary>Opens a page and sends its form to another address, as its buttons do that have one.</summary>
    public async Task<HttpResponseMessage> SubmitToAsync(string path, string action, Dictionary<string, string> fields) =>
        await PostAsync(action, new Dictionary<string, string>(fields) { [TokenName] = TokenOf(await ReadAsync(path)) });

    public Task<HttpResponseMessage> SignInAsync(string user, string password, string path = "/signin") =>
        SubmitAsync(path, "signin", new() { ["Form.User"] = user, ["Form.Password"] = password });

    /// <summary>Takes somebody's cookies.</summary>
    public void Steal(Visitor other)
    {
        foreach (var cookie in other.Cookies)
        {
            _cookies.Add(new Cookie(cookie.Name, cookie.Value, "/", address.Host));
        }
    }

    public void Dispose() => _client?.Dispose();

    private const string TokenName = "__RequestVerificationToken";

    private static string TokenOf(string page) => Token().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
