using System.Text.Encodings.Web;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Storage;

namespace CallTracking.Privacy;

/// <summary>Writes all rows that tell of a person, table by table, as one JSON document: rows in which his number or name stands, and rows of
/// his contacts and calls. Of encoded events it says that he is in them.</summary>
internal sealed class SubjectExport(ICallTrackingDbContextFactory contexts)
{
    private const int FlushAt = 64 * 1024;

    public async Task<long> WriteAsync(
        Caller system, FoundSubject subject, DateTimeOffset at, Stream output, CancellationToken cancellationToken)
    {
        var total = 0L;
        var calls = new HashSet<Guid>();
        var context = contexts.Create(system);
        var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await using (context.ConfigureAwait(false))
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema", 1);
            writer.WriteString("exportedAt", at);
            writer.WriteStartObject("stores");

            // Calls first: what belongs to them is found by their ids.
            foreach (var table in StoreTable.Of(context).OrderBy(static one => one.Entity == typeof(Call) ? 0 : one.Entity == typeof(Participant) ? 1 : 2)
                .ThenBy(static one => one.Name, StringComparer.Ordinal))
            {
                var isOpen = false;
                await foreach (var row in StoreRows.ReadAsync(context, table, cancellationToken).ConfigureAwait(false))
                {
                    if (!IsHis(table, row, subject, calls))
                    {
                        continue;
                    }

                    if (!isOpen)
                    {
                        writer.WriteStartArray(table.Name);
                        isOpen = true;
                    }

                    Write(writer, table, row);
                    total++;
                    if (writer.BytesPending > FlushAt)
                    {
                        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                    }
                }

                if (isOpen)
                {
                    writer.WriteEndArray();
                }
            }

            writer.WriteEndObject();
            writer.WriteNumber("rows", total);
            writer.WriteEndObject();
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return total;
    }

    private static bool IsHis(StoreTable table, StoreRow row, FoundSubject subject, HashSet<Guid> calls)
    {
        var isHis = table.Texts.Any(column => subject.Text.IsFoundIn(row.Values[column.Name] as string))
            || table.Events.Any(column => row.Values[column.Name] is byte[] blob && EventLogTexts.Replace(blob, subject.Text, out _) > 0)
            || (table.Contact is { } contact && row.IdIn(contact) is { } id && subject.Contacts.Contains(id))
            || (table.Call is { } call && row.IdIn(call) is { } callId && calls.Contains(callId));
        if (isHis && table.Entity == typeof(Call) && row.IdIn(table.Call!) is { } own)
        {
            calls.Add(own);
        }

        return isHis;
    }

    private static void Write(Utf8JsonWriter writer, StoreTable table, StoreRow row)
    {
        writer.WriteStartObject();
        foreach (var column in table.Key.Concat(table.Texts).Concat(table.Others).DistinctBy(static one => one.Name))
        {
            var value = row.Values[column.Name];
            if (column.IsGuid)
            {
                value = row.IdIn(column);
            }

            switch (value)
            {
                case null: break;
                case string text: writer.WriteString(column.Name, text); break;
                case Guid id: writer.WriteString(column.Name, id); break;
                case bool flag: writer.WriteBoolean(column.Name, flag); break;
                case long number: writer.WriteNumber(column.Name, number); break;
                case int number: writer.WriteNumber(column.Name, number); break;
                case decimal number: writer.WriteNumber(column.Name, number); break;
                case double number: writer.WriteNumber(column.Name, number); break;
                case DateTime time: writer.WriteString(column.Name, time); break;
                case byte[]: break;
                default: writer.WriteString(column.Name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            }
        }

        foreach (var column in table.Events)
        {
            writer.WriteString(column.Name, "events in which the person is named");
        }

        foreach (var column in table.Binary.Where(column => row.Values[column.Name] is byte[] { Length: > 0 }))
        {
            writer.WriteBase64String(column.Name, (byte[])row.Values[column.Name]!);
        }

        writer.WriteEndObject();
    }
}
