using CallTracking.Contacts;
using CallTracking.Identification;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage.Sqlite;

/// <summary>Finds contacts by an FTS5 index of trigrams: any three letters in a row, in any script, words or not. Triggers keep it in step
/// with the contacts, whoever writes them.</summary>
internal sealed class SqliteContactSearch : IContactSearch
{
    /// <summary>What the migration makes.</summary>
    /// <remarks>The index takes its text from a table of its own, because the rows of <c>ct_contacts</c> have no number that outlives a
    /// VACUUM. <c>secure-delete</c>: what is erased is gone from the index too, not only marked.</remarks>
    public const string Create =
        """
        CREATE TABLE ct_contact_names (key INTEGER PRIMARY KEY, tenant TEXT NOT NULL, contact_id BLOB NOT NULL, name TEXT NOT NULL);
        CREATE UNIQUE INDEX ix_ct_contact_names_contact ON ct_contact_names (tenant, contact_id);
        CREATE VIRTUAL TABLE ct_contact_search USING fts5(name, content='ct_contact_names', content_rowid='key', tokenize='trigram');
        INSERT INTO ct_contact_search(ct_contact_search, rank) VALUES ('secure-delete', 1);
        INSERT INTO ct_contact_names (tenant, contact_id, name) SELECT tenant, id, name FROM ct_contacts;
        INSERT INTO ct_contact_search(ct_contact_search) VALUES ('rebuild');
        CREATE TRIGGER tr_ct_contacts_name_insert AFTER INSERT ON ct_contacts BEGIN
            INSERT INTO ct_contact_names (tenant, contact_id, name) VALUES (new.tenant, new.id, new.name);
            INSERT INTO ct_contact_search (rowid, name) VALUES (last_insert_rowid(), new.name);
        END;
        CREATE TRIGGER tr_ct_contacts_name_update AFTER UPDATE OF name ON ct_contacts WHEN old.name IS NOT new.name BEGIN
            INSERT INTO ct_contact_search (ct_contact_search, rowid, name)
                SELECT 'delete', key, name FROM ct_contact_names WHERE tenant = new.tenant AND contact_id = new.id;
            UPDATE ct_contact_names SET name = new.name WHERE tenant = new.tenant AND contact_id = new.id;
            INSERT INTO ct_contact_search (rowid, name)
                SELECT key, name FROM ct_contact_names WHERE tenant = new.tenant AND contact_id = new.id;
        END;
        CREATE TRIGGER tr_ct_contacts_name_delete AFTER DELETE ON ct_contacts BEGIN
            INSERT INTO ct_contact_search (ct_contact_search, rowid, name)
                SELECT 'delete', key, name FROM ct_contact_names WHERE tenant = old.tenant AND contact_id = old.id;
            DELETE FROM ct_contact_names WHERE tenant = old.tenant AND contact_id = old.id;
        END;
        """;

    /// <summary>What the migration back takes away.</summary>
    public const string Drop =
        """
        DROP TRIGGER tr_ct_contacts_name_insert;
        DROP TRIGGER tr_ct_contacts_name_update;
        DROP TRIGGER tr_ct_contacts_name_delete;
        DROP TABLE ct_contact_search;
        DROP TABLE ct_contact_names;
        """;

    public IQueryable<Contact> ByName(CallTrackingDbContext context, string fragment, int most)
    {
        var tenant = context.Caller.Tenant;
        var phrase = "\"" + fragment.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

        // CROSS JOIN keeps the order of the look-ups as it is written.
        return context.Set<Contact>().FromSql(
            $"""
            SELECT c.* FROM ct_contact_search AS s CROSS JOIN ct_contact_names AS n CROSS JOIN ct_contacts AS c
            WHERE s.name MATCH {phrase} AND n.key = s.rowid AND n.tenant = {tenant} AND c.tenant = n.tenant AND c.id = n.contact_id LIMIT {most}
            """);
    }

    public Task<string?> WhyWithoutIndexAsync(CallTrackingDbContext context, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
