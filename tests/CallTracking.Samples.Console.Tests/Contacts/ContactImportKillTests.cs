using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;
using Microsoft.Data.Sqlite;

namespace CallTracking.Samples.Console.Tests.Contacts;

/// <summary>An import of contacts in a process of its own, killed without a word at a moment of chance.</summary>
[Trait("Size", "server")]
public sealed class ContactImportKillTests : IDisposable
{
    private const int Rows = 20_000;

    private readonly TestConsole _console = new();

    private string Store => _console.PathOf("killed.db");

    private string File => _console.PathOf("customers.csv");

    public void Dispose() => _console.Dispose();

    [Theory(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_InTheMiddleOfAnImport_LeavesWholeBatchesThatAreFinishedOrTakenBack(bool undo)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGKILL for a child process.");
        await System.IO.File.WriteAllTextAsync(File, Csv(), TestContext.Current.CancellationToken);
        var random = new Random(undo ? 1 : 2);
        await KillAsync(["contacts", "import", File, "--store", Store], atLeast: 500 + random.Next(4_000));
        var import = await ImportAsync();
        import.GetProperty("state").GetString().Should().Be("running");
        var imported = import.GetProperty("created").GetInt64();
        imported.Should().BeInRange(500, Rows - 1);
        Count().Should().Be(imported, "a batch is in together with the word of it, or not at all");

        // Killed again while it goes on.
        var id = import.GetProperty("id").GetString()!;
        await KillAsync(["contacts", "import", File, "--store", Store, "--resume", id], atLeast: (int)imported + random.Next(4_000));
        Count().Should().Be((await ImportAsync()).GetProperty("created").GetInt64()).And.BeGreaterThan(imported);

        if (undo)
        {
            (await RunAsync("contacts", "undo", id, "--store", Store)).Should().Be(ExitCode.Ok);
            Count().Should().Be(0);
            return;
        }

        (await RunAsync("contacts", "import", File, "--store", Store, "--resume", id)).Should().Be(ExitCode.Ok);
        Count().Should().Be(Rows);
        Scalar("SELECT count(DISTINCT external_id) FROM ct_contacts").Should().Be(Rows);
        (await ImportAsync()).GetProperty("state").GetString().Should().Be("finished");
    }

    private static string Csv()
    {
        var text = new StringBuilder("externalId,name,email\n");
        for (var row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"C{row},Customer {row},c{row}@example.com\n");
        }

        return text.ToString();
    }

    /// <summary>Starts the command and kills it when the store has so many contacts.</summary>
    private async Task KillAsync(string[] arguments, int atLeast)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "calltracking.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await Until.TrueAsync(() => process.HasExited || Count() >= atLeast);
        process.HasExited.Should().BeFalse("it was still at it ({0})", process.HasExited ? await told : null);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<JsonElement> ImportAsync()
    {
        using var console = new TestConsole();
        (await console.RunAsync("contacts", "imports", "--store", Store, "--json")).Should().Be(ExitCode.Ok, console.Error);
        return JsonDocument.Parse(console.Out).RootElement.EnumerateArray().Should().ContainSingle().Which;
    }

    private static async Task<int> RunAsync(params string[] arguments)
    {
        using var console = new TestConsole();
        return await console.RunAsync(arguments);
    }

    private long Count() => Scalar("SELECT count(*) FROM ct_contacts");

    private long Scalar(string sql)
    {
        if (!System.IO.File.Exists(Store))
        {
            return 0;
        }

        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        try
        {
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == 1)
        {
            return 0; // The table is not made yet.
        }
    }
}
