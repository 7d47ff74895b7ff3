using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>Finished records in the store: each is a blob of the event log with one event, so that it may grow as that does.</summary>
internal static class RecordCodec
{
    /// <summary>Puts a record into the shape that the store keeps.</summary>
    public static StoredRecord ToStored(EventLogWriter writer, FinishedRecord record, Guid? callId)
    {
        EventLogCodec.Write(writer, new RecordReceived(0, record.StartedAt, record));
        return new StoredRecord(record.Key, NameOf(record), callId, record.StartedAt, writer.Finish());
    }

    /// <summary>Reads a stored record.</summary>
    /// <returns>Null when it is damaged or of a newer program: then it is as if it were not stored.</returns>
    public static FinishedRecord? FromStored(StoredRecord stored)
    {
        var events = new List<PbxEvent>(1);
        try
        {
            EventLogCodec.Decode(stored.Record, events);
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return events is [RecordReceived { Record: var record }] ? record : null;
    }

    /// <summary>By what a record is found again: its family's name, where it has none its leg's.</summary>
    public static string? NameOf(FinishedRecord record) => record.Family?.Value ?? record.Leg?.Value ?? record.LegName;
}
