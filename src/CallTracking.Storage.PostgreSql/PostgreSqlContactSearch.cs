using CallTracking.Contacts;
using CallTracking.Identification;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Finds contacts by a pg_trgm index of the letters of their names. Where the extension is missing or may not be made, the names are
/// read one by one and the search says so.</summary>
internal sealed class PostgreSqlContactSearch(PostgreSqlStore store) : IContactSearch
{
    /// <summary>What the migration makes, if it may.</summary>
    /// <remarks>The extension is the database's, wherever it lies; the index needs its operator class by full name, because our search path
    /// need not hold it. The database's own collation, because collation C knows upper and lower case only of a to z.</remarks>
    public const string Create =
        """
        DO $$
        DECLARE place name;
        BEGIN
            BEGIN
                CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
            EXCEPTION WHEN OTHERS THEN
                RAISE NOTICE 'pg_trgm: %', SQLERRM;
            END;
            SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
            IF place IS NOT NULL THEN
                EXECUTE format(
                    'CREATE INDEX ix_ct_contacts_name_trgm ON ct_contacts USING gin ((name COLLATE pg_catalog."default") %I.gin_trgm_ops)', place);
            END IF;
        END $$;
        """;

    private const string State =
        """
        SELECT CASE
            WHEN to_regclass('ix_ct_contacts_name_trgm') IS NULL THEN
                CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN 'index' ELSE 'extension' END
            WHEN (SELECT datctype IN ('C', 'POSIX') FROM pg_database WHERE datname = current_database()) THEN 'letters'
            ELSE '' END AS "Value"
        """;

    public IQueryable<Contact> ByName(CallTrackingDbContext context, string fragment, int most)
    {
        var pattern = "%" + fragment.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + "%";
        return context.Set<Contact>().Where(contact => EF.Functions.ILike(EF.Functions.Collate(contact.Name, "default"), pattern, "\\")).Take(most);
    }

    public async Task<string?> WhyWithoutIndexAsync(CallTrackingDbContext context, CancellationToken cancellationToken) =>
        await context.Database.SqlQueryRaw<string>(State).SingleAsync(cancellationToken).ConfigureAwait(false) switch
        {
            "extension" => $"{store.Name} has no extension pg_trgm: its administrator runs 'CREATE EXTENSION pg_trgm' there, then "
                + "'CREATE INDEX ix_ct_contacts_name_trgm ON ct_contacts USING gin ((name COLLATE \"default\") gin_trgm_ops)'.",
            "index" => $"{store.Name} has no index of name fragments: run "
                + "'CREATE INDEX ix_ct_contacts_name_trgm ON ct_contacts USING gin ((name COLLATE \"default\") gin_trgm_ops)' there.",
            "letters" => $"{store.Name} was made with LC_CTYPE 'C', which knows only the letters a to z: make the database anew with a UTF-8 locale "
                + "such as C.UTF-8.",
            _ => null,
        };
}
