using System.CommandLine;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>The customer base, for administrators and scripts.</summary>
internal sealed class ContactsCommand : Command
{
    public ContactsCommand(Terminal terminal)
        : base("contacts", "Shows and keeps the customers: numbers, statuses, notes; files in and out, merges, duplicates.")
    {
        var store = new ContactsStore(terminal);
        foreach (var command in ContactCards.Create(store, terminal)
            .Concat(ContactEdits.Create(store, terminal))
            .Concat(ContactFiles.Create(store, terminal))
            .Concat(ContactMerging.Create(store, terminal))
            .Append(ContactStatuses.Create(store, terminal))
            .Append(ContactFieldsCommand.Create(store, terminal)))
        {
            Add(command);
        }
    }
}
