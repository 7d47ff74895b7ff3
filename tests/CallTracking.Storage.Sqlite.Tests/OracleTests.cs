using System.Text;
using CallTracking.Calls;
using CallTracking.Kits;
using CallTracking.Links;
using Microsoft.Data.Sqlite;

namespace CallTracking.Storage.Sqlite;

/// <summary>The fast writer against the portable one: the same commits leave the same bytes in every table.</summary>
public sealed class OracleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oracle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Write_RandomCommits_LeaveTheSameRowsAsThePortableWriter(int seed)
    {
        var batches = Random(seed);
        var fast = await DumpAsync("fast.db", portableWriter: false, batches);
        var portable = await DumpAsync("portable.db", portableWriter: true, batches);
        fast.Should().Contain("ct_calls").And.Contain("ct_participants").And.Contain("ct_event_log").And.Contain("ct_links");
        fast.Should().Be(portable);
    }

    private static List<LedgerCommit[]> Random(int seed)
    {
        // The seed names the case: a failure can be run again.
#pragma warning disable CA5394
        var random = new Random(seed);
        var batches = new List<LedgerCommit[]>();
        var ordinals = new Dictionary<(string, string), (long Epoch, long Ordinal)>();
        for (var batch = 0; batch < 12; batch++)
        {
            batches.Add([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
            {
                var (tenant, link) = (random.Next(2) == 0 ? "a" : "b", random.Next(2) == 0 ? "north" : "south");
                var (epoch, ordinal) = ordinals.GetValueOrDefault((tenant, link), (1, 0));
                (epoch, ordinal) = random.Next(10) == 0 ? (epoch + 1, 1) : (epoch, ordinal + 1 - (random.Next(5) == 0 && ordinal > 0 ? 1 : 0));
                ordinals[(tenant, link)] = (epoch, ordinal);
                var calls = Enumerable.Range(0, random.Next(4)).Select(_ => Call(random, tenant, link)).ToList();
                var withdrawn = Enumerable.Range(0, random.Next(6) == 0 ? 2 : 0).Select(_ => Sample.Id(Number(random, link))).ToList();
                return Sample.Commit(ordinal, calls, withdrawn, epoch, tenant, link, events: random.Next(4) > 0) with
                {
                    Gaps = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Gap(random, tenant, link))],
                    Records = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Record(random, link))],
                    RecordPositions = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new RecordPosition(
                        $"cdr:{random.Next(3)}", $"at {random.Next(100)}"))],
                    Quarantined = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Sample.Quarantined(random.Next(4), epoch))],
                };
            })]);
        }

        return batches;
    }

    private static int Number(Random random, string link) => random.Next(8) + (link == "north" ? 0 : 100);

    private static CoverageGap Gap(Random random, string tenant, string link)
    {
        var gap = Sample.Gap(Number(random, link), random.Next(1, 6), tenant, link);
        return random.Next(2) == 0 ? gap : gap with { To = null, Restored = [] };
    }

    private static StoredRecord Record(Random random, string link)
    {
        var record = Sample.Record(random.Next(6), random.Next(3) == 0 ? null : Number(random, link));
        return random.Next(4) == 0 ? record with { Family = null } : record;
    }

    private static Call Call(Random random, string tenant, string link)
    {
        var (number, revision) = (Number(random, link), random.Next(1, 9));
        return random.Next(3) switch
        {
            0 => Sample.Bare(number, revision, tenant, link),
            1 => Sample.Full(number, revision, tenant, link),
            _ => Sample.Full(number, revision, tenant, link) with
            {
                CallerName = "",
                DialedNumber = "\u17E0\u1780 \ud83d\ude00",
                Queue = null,
                Participants = [],
                Digits = [],
                Families = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Sample.Family(random.Next(4)))],
                StartedAt = Sample.Start.AddTicks(random.Next(1_000_000)).ToOffset(TimeSpan.FromHours(5)),
                EndedAt = null,
                Outcome = null,
                Wait = TimeSpan.FromTicks(random.Next(1_000_000)),
            },
        };
#pragma warning restore CA5394
    }

    private async Task<string> DumpAsync(string name, bool portableWriter, List<LedgerCommit[]> batches)
    {
        var file = Path.Combine(_folder, name);
        await using (var store = Store.Open(file, portableWriter))
        {
            await store.Reader.PrepareAsync(TestContext.Current.CancellationToken);
            foreach (var batch in batches)
            {
                await store.Writer.WriteAsync(batch, TestContext.Current.CancellationToken);
            }
        }

        return Dump(file);
    }

    private static string Dump(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        var dump = new StringBuilder();
        foreach (var (table, order) in new[]
        {
            ("ct_calls", "tenant, id"), ("ct_participants", "tenant, call_id, ordinal"), ("ct_event_log", "tenant, link, epoch, ordinal"),
            ("ct_links", "tenant, link"), ("ct_call_families", "1, 2, 3, 4, 5"), ("ct_gaps", "tenant, id"), ("ct_records", "tenant, link, key"),
            ("ct_record_positions", "1, 2, 3"),
            ("ct_quarantine", "1, 2, 3, 4, 5, 6"),
        })
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names from the list above.
            command.CommandText = $"SELECT * FROM {table} ORDER BY {order}";
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            var rows = 0;
            for (; reader.Read(); rows++)
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    var value = reader.GetValue(column);
                    dump.Append(reader.GetName(column)).Append('=').Append(value.GetType().Name).Append(':')
                        .Append(value is byte[] bytes ? Convert.ToHexString(bytes) : value).Append(' ');
                }

                dump.AppendLine();
            }

            dump.Append(table).Append(' ').Append(rows).AppendLine(" rows");
            rows.Should().BePositive();
        }

        return dump.ToString();
    }
}
