using System.Diagnostics;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk.Tests.Server;

/// <summary>A real Asterisk, real SIP phones, the whole engine: what the store holds in the end against what the phones saw.</summary>
[Trait("Size", "server")]
public sealed class RealAsteriskTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Watch_CallsOfRealPhones_AreInTheLedgerAsThePhonesSawThem(bool overTls)
    {
        using var asterisk = await RealAsterisk.BorrowAsync();
        var cancellationToken = TestContext.Current.CancellationToken;
        var store = Path.Combine(Path.GetTempPath(), "ct-real-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(store);
        try
        {
            using var host = Build(Path.Combine(store, "calls.db"), overTls);
            await host.StartAsync(cancellationToken);
            await UntilAsync(() => host.Services.GetRequiredService<ILinkMonitor>().List()[0].State == LinkState.Up, "the link to be up", cancellationToken);

            // The second run only shows that TLS carries the same: one call is enough for that.
            var seen = await MakeCallsAsync(overTls ? ["answered"] : [], cancellationToken);
            await UntilAsync(
                () => host.Services.GetRequiredService<ILinkMonitor>().List()[0] is { OpenCalls: 0, Backlog: 0 }, "every call to end", cancellationToken);
            var history = host.Services.GetRequiredService<CallHistory>();
            var calls = await history.StreamAsync(Caller.System(), new CallHistoryFilter(), cancellationToken).ToListAsync(cancellationToken);
            await host.StopAsync(cancellationToken);

            calls.Should().HaveCount(seen.Count);
            calls.Sort((a, b) => a.StartedAt.CompareTo(b.StartedAt));
            for (var i = 0; i < seen.Count; i++)
            {
                Differences(seen[i], LedgerDocument.From([calls[i]], 0).Calls[0]).Should().BeEmpty(because: seen[i].ToString());
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(store, recursive: true);
        }
    }

    private static IHost Build(string file, bool overTls)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddCallTracking(o =>
            {
                o.Site.Extensions = "^1\\d\\d$";
                o.Site.OutboundPrefix = "9";
                o.Site.Trunks.Add("trunk");
            })
            .UseSqlite("Data Source=" + file)
            .AddAsterisk("real", o =>
            {
                o.Host = RealAsterisk.Host;
                o.UseTls = overTls;
                o.Port = RealAsterisk.Port(overTls ? "AMI_TLS_PORT" : "AMI_PORT");
                o.User = RealAsterisk.Setting("USER");
                o.Secret = RealAsterisk.Setting("SECRET");
                o.CertificateFingerprint = overTls ? Fingerprint(RealAsterisk.Setting("TLS_CERT")) : null;
            });
        return builder.Build();
    }

    private static string Fingerprint(string pem) =>
        System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(pem)
            .GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);

    private static async Task<List<JsonElement>> MakeCallsAsync(string[] which, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(RealAsterisk.Script("asterisk-calls.sh"), which) { RedirectStandardOutput = true })!;
        var calls = new List<JsonElement>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            calls.Add(JsonDocument.Parse(line).RootElement.Clone());
        }

        await process.WaitForExitAsync(cancellationToken);
        process.ExitCode.Should().Be(0, "the phones themselves must have seen what they should");
        return calls;
    }

    private static IEnumerable<string> Differences(JsonElement seen, LedgerCall call)
    {
        string? Text(string name) => seen.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        double? Time(string name) => seen.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
        double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalSeconds;
        IEnumerable<(string What, object? Got, object? True)> Facts()
        {
            yield return ("direction", call.Direction, Text("direction"));
            yield return ("externalNumber", call.ExternalNumber, Text("externalNumber"));
            yield return ("outcome", call.Outcome, Text("outcome"));
            yield return ("missedReason", call.MissedReason, Text("missedReason"));
            yield return ("answeredBy", call.AnsweredBy, Text("answeredBy"));
            yield return ("endedBy", call.EndedBy, Text("endedBy"));
            yield return ("queue", call.Queue, Text("queue"));
            yield return ("startedAt", Math.Abs(Seconds(call.StartedAt) - Time("startedAt")!.Value) < 0.5, true);
            yield return ("answeredAt", call.AnsweredAt is { } at && Time("answeredAt") is { } answered
                ? Math.Abs(Seconds(at) - answered) < 0.5 : call.AnsweredAt is null && Time("answeredAt") is null, true);
        }

        return Facts().Where(fact => !Equals(fact.Got, fact.True)).Select(fact => $"{fact.What}: {fact.Got}, true {fact.True}");
    }

    private static async Task UntilAsync(Func<bool> condition, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException("Waited a minute for " + what + ".");
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }
}
