using System.CommandLine;
using System.Text.Json.Nodes;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;
using CallTracking.Tasks;

namespace CallTracking.Samples.Console.Work;

/// <summary>Messages inside the company.</summary>
internal sealed class MessagesCommand : Command
{
    public MessagesCommand(Terminal terminal)
        : base("messages", "Messages inside the company: they wait until they are read.")
    {
        Add(new MessageListCommand(terminal));
        Add(new MessageSendCommand(terminal));
        Add(new MessageReadCommand(terminal));
    }
}

/// <summary>What came to an employee.</summary>
internal sealed class MessageListCommand : WorkCommand
{
    private readonly Option<Guid?> _employee = Id("--employee", "Whose messages, when acting as the system.");
    private readonly Option<bool> _unread = new("--unread") { Description = "Only those that were not read." };
    private readonly Option<int> _limit = Limit();
    private readonly Option<string?> _after = After();

    public MessageListCommand(Terminal terminal)
        : base("list", "Lists what came to an employee, the latest first.", terminal)
    {
        foreach (var option in new Option[] { _employee, _unread, _limit, _after })
        {
            Add(option);
        }
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var filter = new MessageFilter { OnlyUnread = run.Value(_unread), EmployeeId = run.Value(_employee) };
        var page = await run.Get<MessageBook>().InboxAsync(run.Caller, filter, Cursor(run.Value(_after)), run.Value(_limit), cancellationToken);
        if (run.AsJson)
        {
            run.Json(new JsonObject
            {
                ["messages"] = new JsonArray([.. page.Messages.Select(static one => new JsonObject
                {
                    ["id"] = one.Message.Id, ["kind"] = Wording.JsonWord(one.Message.Kind), ["senderId"] = one.Message.SenderId, ["text"] = one.Message.Text,
                    ["sentAt"] = one.Message.SentAt, ["readAt"] = one.ReadAt, ["contactId"] = one.Message.ContactId, ["callId"] = one.Message.CallId,
                    ["taskId"] = one.Message.TaskId, ["obligationId"] = one.Message.ObligationId,
                })]),
                ["next"] = page.Next?.ToString(),
            });
            return;
        }

        run.Table(
            ["Sent", "Read", "Kind", "From", "Text", "Id"],
            [.. page.Messages.Select(one => new[]
            {
                run.Time(one.Message.SentAt), run.Time(one.ReadAt), Wording.Of(one.Message.Kind), one.Message.SenderId?.ToString() ?? "system",
                one.Message.Text ?? "-", one.Message.Id.ToString(),
            })]);
        await run.NoteAsync(Wording.Count(page.Messages.Count, "message", "messages") + (page.Next is { } next ? $"; go on with --after {next}" : "."));
    }
}

/// <summary>Sends a message.</summary>
internal sealed class MessageSendCommand : WorkCommand
{
    private readonly Argument<string> _text = new("text") { Description = "The message." };
    private readonly Option<Guid[]> _to = new("--to") { Description = "The employees it is for.", HelpName = "EMPLOYEE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<Guid?> _department = Id("--department", "The department it is for.");
    private readonly Option<bool> _all = new("--all") { Description = "It is for everybody." };

    public MessageSendCommand(Terminal terminal)
        : base("send", "Sends a message to employees, a department or all, and prints its id.", terminal)
    {
        Add(_text);
        Add(_to);
        Add(_department);
        Add(_all);
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var draft = new MessageDraft(run.Value(_text)) { Employees = run.Value(_to) ?? [], DepartmentId = run.Value(_department), ToAll = run.Value(_all) };
        var sent = await run.Get<MessageBook>().SendAsync(run.Caller, draft, cancellationToken);
        if (run.AsJson)
        {
            run.Json(new JsonObject { ["id"] = sent.Id, ["recipients"] = sent.Recipients });
        }
        else
        {
            Terminal.Out.WriteLine(sent.Id);
        }
    }
}

/// <summary>Notes that messages were read.</summary>
internal sealed class MessageReadCommand : WorkCommand
{
    private readonly Argument<Guid[]> _ids = new("id") { Description = "The messages.", Arity = ArgumentArity.OneOrMore };

    public MessageReadCommand(Terminal terminal)
        : base("read", "Notes that the employee of --as has read messages.", terminal) => Add(_ids);

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var read = await run.Get<MessageBook>().MarkReadAsync(run.Caller, run.Value(_ids), cancellationToken);
        if (run.AsJson)
        {
            run.Json(new JsonObject { ["read"] = read });
        }
    }
}
