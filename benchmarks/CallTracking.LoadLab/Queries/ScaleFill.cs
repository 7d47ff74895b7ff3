using System.Diagnostics;
using System.Globalization;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Numbering;

namespace CallTracking.LoadLab.Queries;

/// <summary>Fills a store with the data, which takes minutes for millions of calls.</summary>
internal sealed class ScaleFill(ScaleData data, IBulkStore store)
{
    private const int Batch = 500_000;
    private const string EmptyList = "[]";

    private static readonly string[] Tables = ["ct_contacts", "ct_contact_numbers", "ct_calls", "ct_participants", "ct_call_contacts"];

    private readonly long _began = Stopwatch.GetTimestamp();

    public void Run(CancellationToken cancellationToken)
    {
        store.Begin(Tables);
        Contacts(cancellationToken);
        Calls(cancellationToken);
        store.Complete(Say);
        Say("filled");
    }

    private void Contacts(CancellationToken cancellationToken)
    {
        using var contacts = new Rows(store, "ct_contacts", "tenant", "id", "kind", "name", "name_key", "created_at", "updated_at", "revision");
        using var numbers = new Rows(
            store, "ct_contact_numbers", "tenant", "id", "contact_id", "kind", "raw", "e164", "national_reversed", "is_primary", "added_at", "source");
        for (var n = 0; n < data.Contacts; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (id, name, at) = (ScaleData.ContactId(n), ScaleData.Name(n), ScaleData.StartOf(0));
            var row = contacts.Table;
            row.Text(ScaleData.Tenant);
            row.Id(id);
            row.Integer((int)ContactKind.Person);
            row.Text(name);
            row.Text(ContactText.NameKey(name));
            row.Instant(at);
            row.Instant(at);
            row.Long(1);
            contacts.End();
            for (var i = 0; i < 2; i++)
            {
                Number(numbers, id, (n * 2) + i, at);
            }

            Pause(n, data.Contacts, "contacts");
        }
    }

    private static void Number(Rows numbers, Guid contact, int number, DateTimeOffset at)
    {
        var row = numbers.Table;
        row.Text(ScaleData.Tenant);
        row.Id(ScaleData.NumberId(number));
        row.Id(contact);
        row.Integer((int)(number % 2 == 0 ? ContactNumberKind.Mobile : ContactNumberKind.Landline));
        var e164 = ScaleData.E164(number);
        row.Text(e164);
        row.Text(e164);
        row.Text(ScaleData.Reversed(number));
        row.Flag(number % 2 == 0);
        row.Instant(at);
        row.Integer((int)ContactNumberSource.Imported);
        numbers.End();
    }

    private void Calls(CancellationToken cancellationToken)
    {
        using var calls = new Rows(
            store, "ct_calls", "tenant", "id", "link", "revision", "first_epoch", "first_seq", "direction", "state", "origin", "external_raw", "external_kind",
            "external_e164", "external_reversed", "caller_number", "dialed_number", "trunk", "outcome", "missed_reason", "lost_in_transfer", "answered_by",
            "ended_by", "started_at", "answered_at", "ended_at", "wait_us", "connected_us", "talk_us", "hold_us", "witnesses", "transfers", "relations", "digits",
            "recordings", "because", "families");
        using var parties = new Rows(
            store, "ct_participants", "tenant", "call_id", "ordinal", "started_at", "party", "kind", "employee_id", "department_id", "asked", "rang", "answered", "rings",
            "ring_us", "talk_us", "hold_us", "result");
        using var links = new Rows(store, "ct_call_contacts", "tenant", "call_id", "contact_id", "how", "started_at", "at");
        for (var n = 0; n < data.Calls; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var call = data.Call(n);
            Call(calls, call, n);
            Parties(parties, call);
            if (call.Contact is { } contact)
            {
                links.Table.Text(ScaleData.Tenant);
                links.Table.Id(call.Id);
                links.Table.Id(ScaleData.ContactId(contact));
                links.Table.Integer((int)CallContactOrigin.Matched);
                links.Table.Instant(call.StartedAt);
                links.Table.Instant(call.StartedAt);
                links.End();
            }

            Pause(n, data.Calls, "calls");
        }
    }

    private static void Call(Rows calls, in ScaleCall call, int n)
    {
        var row = calls.Table;
        var extension = ScaleData.Extension(call.Extension);
        var number = call.Number is { } one ? ScaleData.Number(one) : null;
        var isAnswered = call.Outcome == CallOutcome.Answered;
        var wait = TimeSpan.FromMicroseconds(call.WaitMicroseconds);
        var talk = TimeSpan.FromMicroseconds(call.TalkMicroseconds);
        row.Text(ScaleData.Tenant);
        row.Id(call.Id);
        row.Text(ScaleData.Link);
        row.Integer(1);
        row.Long(1);
        row.Long(n + 1L);
        row.Integer((int)call.Direction);
        row.Integer((int)CallState.Ended);
        row.Integer((int)CallOrigin.Dialed);
        row.Text(number?.Raw);
        Optional(row, number is null ? null : (int)PhoneNumberKind.Public);
        row.Text(number?.E164);
        row.Text(number?.NationalReversed);
        row.Text(call.Direction == CallDirection.Inbound ? number?.E164 : extension);
        row.Text(call.Direction == CallDirection.Outbound ? number?.E164 : "8000");
        row.Text(number is null ? null : "line");
        row.Integer((int)call.Outcome);
        Optional(row, call.Outcome == CallOutcome.Missed ? (int)MissedReason.NoAnswer : null);
        row.Flag(false);
        row.Text(isAnswered ? extension : null);
        row.Integer((int)CallSide.Caller);
        row.Instant(call.StartedAt);
        if (isAnswered)
        {
            row.Instant(call.StartedAt + wait);
        }
        else
        {
            row.Null();
        }

        row.Instant(call.StartedAt + wait + talk);
        row.Long(call.WaitMicroseconds);
        row.Long(call.TalkMicroseconds);
        row.Long(call.TalkMicroseconds);
        row.Long(0);
        row.Integer((int)CallWitness.Live);
        for (var list = 0; list < 6; list++)
        {
            row.Text(EmptyList);
        }

        calls.End();
    }

    private static void Parties(Rows parties, in ScaleCall call)
    {
        var isAnswered = call.Outcome == CallOutcome.Answered;
        for (var ordinal = 0; ordinal < 2; ordinal++)
        {
            var isOurs = ordinal == (call.Direction == CallDirection.Inbound ? 1 : 0);
            var other = call.Number is { } number ? ScaleData.E164(number) : ScaleData.Extension((call.Extension + 1) % ScaleData.Extensions);
            var row = parties.Table;
            row.Text(ScaleData.Tenant);
            row.Id(call.Id);
            row.Integer(ordinal);
            row.Instant(call.StartedAt);
            row.Text(isOurs ? ScaleData.Extension(call.Extension) : other);
            row.Integer((int)(isOurs || call.Number is null ? ParticipantKind.Extension : ParticipantKind.External));
            if (isOurs)
            {
                row.Id(ScaleData.EmployeeId(call.Extension));
                row.Id(ScaleData.DepartmentId(call.Extension % ScaleData.Departments));
            }
            else
            {
                row.Null();
                row.Null();
            }

            row.Flag(ordinal == 1);
            row.Flag(ordinal == 1);
            row.Flag(ordinal == 1 && isAnswered);
            row.Integer(ordinal);
            row.Long(ordinal * call.WaitMicroseconds);
            row.Long(call.TalkMicroseconds);
            row.Long(0);
            Optional(row, ordinal == 0 ? null : (int)(isAnswered ? ParticipantResult.Answered : ParticipantResult.NoAnswer));
            parties.End();
        }
    }

    private static void Optional(BulkTable row, int? value)
    {
        if (value is { } number)
        {
            row.Integer(number);
        }
        else
        {
            row.Null();
        }
    }

    private void Pause(int n, int of, string what)
    {
        if ((n + 1) % Batch == 0)
        {
            store.Commit();
            Say(string.Create(CultureInfo.InvariantCulture, $"{n + 1:N0} of {of:N0} {what}"));
        }
    }

    private void Say(string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_began).TotalSeconds,7:0} s  {what}"));

    /// <summary>Rows of a table, with what its schema wants beyond what is given.</summary>
    private sealed class Rows : IDisposable
    {
        private readonly bool[] _extraIsText;

        public Rows(IBulkStore store, string table, params string[] columns)
        {
            var extra = store.Required(table).Where(column => !columns.Contains(column.Name)).ToList();
            _extraIsText = [.. extra.Select(column => column.IsText)];
            Table = store.Open(table, [.. columns, .. extra.Select(column => column.Name)]);
        }

        public BulkTable Table { get; }

        public void End()
        {
            foreach (var isText in _extraIsText)
            {
                if (isText)
                {
                    Table.Text("");
                }
                else
                {
                    Table.Long(0);
                }
            }

            Table.End();
        }

        public void Dispose() => Table.Dispose();
    }
}
