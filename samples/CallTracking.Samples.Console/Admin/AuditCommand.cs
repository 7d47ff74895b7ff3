using System.CommandLine;
using System.Globalization;
using CallTracking.Access;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Admin;

/// <summary>The audit trail.</summary>
internal sealed class AuditCommand : Command
{
    public AuditCommand(Terminal terminal)
        : base("audit", "Shows who did what, and proves that nobody changed that afterwards.")
    {
        var store = new AdminStore(terminal);
        Add(List(store));
        Add(store.Command(
            "verify", "Looks whether any row was changed, removed or moved, up to the newest checkpoint. Exit code 1 when one was.", [], VerifyAsync));
        Add(Checkpoint(store));
    }

    private static Command List(AdminStore store)
    {
        var limit = new Option<int>("--limit") { Description = "How many at most, the newest first.", DefaultValueFactory = _ => 50, HelpName = "N" };
        var action = new Option<string?>("--action") { Description = "This action, or all that begin so where it ends in a dot: contact.", HelpName = "ACTION" };
        var id = new Option<string?>("--id") { Description = "What was done to this one.", HelpName = "ID" };
        return store.Command("list", "What was done, the newest first.", [limit, action, id], async (work, parsed, token) =>
        {
            var filter = new AuditFilter { Action = parsed.GetValue(action), EntityId = parsed.GetValue(id) };
            var page = await work.Audit.ListAsync(work.Caller, filter, null, Math.Clamp(parsed.GetValue(limit), 1, AuditTrail.MaxLimit), token);
            work.Print(
                page.Rows.Select(row => new RowContent(row.Day, row.Number, row.At, row.Employee, row.Action, row.Entity, row.EntityId, row.Payload)),
                page.Rows.Select(row => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Day}/{row.Number}  {row.At:u}  {row.Employee?.ToString("D") ?? "system"}  {row.Action}  {row.EntityId}  {(row.IsErased ? "(erased) " : "")}{row.Payload}")));
            return ExitCode.Ok;
        });
    }

    private static async Task<int> VerifyAsync(AdminWork work, ParseResult parsed, CancellationToken token)
    {
        var report = await work.Audit.VerifyAsync(work.Caller, token);
        var number = CultureInfo.InvariantCulture;
        work.Print(report,
        [
            report.IsIntact ? string.Create(number, $"The trail is intact: {report.Rows} rows, {report.Erased} of them erased by order.")
                : string.Create(number, $"The trail is not intact: {report.FindingCount} findings."),
            report.LastCheckpoint is { } last
                ? string.Create(number, $"The checkpoint of {last.At:u} vouches for {report.Vouched} rows, up to {last.Day}/{last.Number}.")
                : "No checkpoint vouches for it yet: 'calltracking audit checkpoint' makes one.",
            .. report.Findings.Select(one => string.Create(number, $"  {one.Day}/{one.Number}  {one.Kind}: {one.Text}")),
        ]);
        return report.IsIntact ? ExitCode.Ok : ExitCode.Failed;
    }

    private static Command Checkpoint(AdminStore store)
    {
        var rotate = new Option<bool>("--new-key") { Description = "Sign with a new key from now on; what the old ones signed stays valid." };
        return store.Command("checkpoint", "Vouches for all rows that are there now.", [rotate], async (work, parsed, token) =>
        {
            if (parsed.GetValue(rotate))
            {
                await work.Terminal.Error.WriteLineAsync($"Checkpoints are signed by key {work.Audit.RotateKey(work.Caller)} from now on.");
            }

            var made = await work.Audit.CheckpointAsync(work.Caller, token);
            work.Print(made, [made is null ? "There is nothing to vouch for that is not vouched for already."
                : string.Create(CultureInfo.InvariantCulture, $"Vouches for all rows up to {made.Day}/{made.Number} (key {made.KeyId}).")]);
            return ExitCode.Ok;
        });
    }

    private sealed record RowContent(
        int Day, long Number, DateTimeOffset At, Guid? Employee, string Action, string Entity, string EntityId, string? Payload);
}
