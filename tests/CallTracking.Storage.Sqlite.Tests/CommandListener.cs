using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallTracking.Storage.Sqlite;

/// <summary>Explains each command that EF Core runs on one file, in between.</summary>
internal sealed class CommandListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _file;
    private readonly List<IDisposable> _subscriptions = [];

    public CommandListener(string file)
    {
        _file = file;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public List<string> Plans { get; } = [];

    /// <summary>How a piece of work is run. It reads no table as a whole.</summary>
    public static async Task<string> PlanAsync(string file, Func<Task> ask)
    {
        using var listener = new CommandListener(file);
        await ask();
        listener.Plans.Should().NotBeEmpty();
        var plan = string.Join("\n", listener.Plans);
        var scanned = Regex.Matches(plan, "^SCAN (\\w+)(?! VIRTUAL TABLE)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        scanned.Should().OnlyContain(
            name => plan.Contains($"CO-ROUTINE {name}\n", StringComparison.Ordinal) || plan.Contains($"SCAN {name} VIRTUAL", StringComparison.Ordinal),
            "no table is read as a whole");
        return plan;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            _subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData { Command: SqliteCommand command } && command.Connection!.DataSource == _file)
        {
            Plans.Add(Explain(command));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private static string Explain(SqliteCommand command)
    {
        using var explain = command.Connection!.CreateCommand();
#pragma warning disable CA2100 // The text is EF Core's own.
        explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
#pragma warning restore CA2100
        foreach (DbParameter parameter in command.Parameters)
        {
            explain.Parameters.AddWithValue(parameter.ParameterName, parameter.Value);
        }

        using var reader = explain.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(3));
        }

        return string.Join("\n", lines);
    }
}
