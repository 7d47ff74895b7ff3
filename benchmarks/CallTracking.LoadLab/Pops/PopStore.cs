using System.Globalization;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Data.Sqlite;

namespace CallTracking.LoadLab.Pops;

/// <summary>A store with staff and customers.</summary>
internal static class PopStore
{
    private const int FirstExtension = 20_000;

    public static string ExtensionOf(int user) => (FirstExtension + user).ToString(CultureInfo.InvariantCulture);

    public static Guid EmployeeOf(int user) => new(user + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    /// <summary>The number of a contact, 1 to ten million, without the plus sign.</summary>
    public static string NumberOf(int contact) => "1202" + contact.ToString("D7", CultureInfo.InvariantCulture);

    public static async Task FillAsync(ICallTrackingDbContextFactory contexts, string file, PopPlan plan, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        await StoreWork.WriteAsync(contexts, Caller.System(), (context, _) =>
        {
            for (var user = 0; user < plan.Users; user++)
            {
                context.Add(new Employee { Tenant = Caller.DefaultTenant, Id = EmployeeOf(user), DisplayName = $"Employee {user}" });
                context.Add(new ExtensionAssignment
                {
                    Tenant = Caller.DefaultTenant,
                    Id = Guid.CreateVersion7(now),
                    EmployeeId = EmployeeOf(user),
                    Extension = ExtensionOf(user),
                    From = now.AddDays(-1),
                });
            }

            var contact = new Contact { Tenant = Caller.DefaultTenant, Id = new Guid(0, 0, 0, [0, 0, 0, 0, 0, 0, 0, 9]), Name = "Customer", CreatedAt = now, UpdatedAt = now };
            context.Add(contact);
            context.Add(new ContactNumber
            {
                Tenant = Caller.DefaultTenant,
                Id = contact.Id,
                ContactId = contact.Id,
                Raw = "+12020000000",
                E164 = "+12020000000",
                NationalReversed = "0000000202",
                IsPrimary = true,
                AddedAt = now,
            });
            return Task.FromResult(true);
        }, cancellationToken).ConfigureAwait(false);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        const string Digit = "printf('%07d', i)";
        var reversed = string.Join(" || ", Enumerable.Range(1, 7).Reverse().Select(static at => $"substr({Digit}, {at}, 1)")) + " || '202'";
        Multiply(connection, "ct_contacts", plan.Contacts, new()
        {
            ["id"] = "unhex(printf('1%031x', i))",
            ["name"] = "'Customer ' || i",
        });
        Multiply(connection, "ct_contact_numbers", plan.Contacts, new()
        {
            ["id"] = "unhex(printf('2%031x', i))",
            ["contact_id"] = "unhex(printf('1%031x', i))",
            ["raw"] = $"'+1202' || {Digit}",
            ["e164"] = $"'+1202' || {Digit}",
            ["national_reversed"] = reversed,
        });
    }

    /// <summary>Makes many rows of one: what differs is computed of their number <c>i</c>.</summary>
    private static void Multiply(SqliteConnection connection, string table, int count, Dictionary<string, string> differs)
    {
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        var columns = new List<string>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                columns.Add(reader.GetString(0));
            }
        }

        command.CommandText = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) INSERT INTO {table} ({string.Join(", ", columns)}) "
            + $"SELECT {string.Join(", ", columns.Select(column => differs.GetValueOrDefault(column) ?? $"one.{column}"))} FROM n, (SELECT * FROM {table} LIMIT 1) one";
        command.ExecuteNonQuery();
    }
}
