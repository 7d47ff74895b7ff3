using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>PostgreSQL's errors in our words: one line that names the database and the cure.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Translates the first database exception in a chain; null when there is none, or when it is translated already. A cancellation
    /// that nobody asked for is the driver's, which gave up waiting: callers ask their token first.</summary>
    public static LedgerStoreException? Explain(PostgreSqlStore store, Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case LedgerStoreException ours:
                    return ReferenceEquals(ours, exception)
                        ? null
                        : new LedgerStoreException(ours.Message, ours.IsTransient, exception) { IsLeaseLost = ours.IsLeaseLost };
                case PostgresException postgres:
                    return Explain(store, postgres, exception);
                case NpgsqlException or SocketException or TimeoutException or IOException or AuthenticationException
                    or OperationCanceledException:
                    return Unreachable(store, cause, exception);
                case DbUpdateConcurrencyException:
                    return new LedgerStoreException(
                        "Another writer moved this link's position in the ledger: let only one host own the link.", isTransient: true, exception);
            }
        }

        return null;
    }

    /// <summary>Whether somebody else came in between: a unique key that is taken, a deadlock, transactions that have no order.</summary>
    public static bool IsConflict(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException
                {
                    SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected
                        or PostgresErrorCodes.SerializationFailure
                })
            {
                return true;
            }
        }

        return false;
    }

    public static LedgerStoreException Newer(PostgreSqlStore store, string migration) => new(
        $"{store.Name} comes from a newer version (it has '{migration}'): update this program, or use another database.", isTransient: false);

    public static LedgerStoreException Older(PostgreSqlStore store, int pending) => new(
        $"{store.Name} comes from an older version ({pending} migration(s) behind): run 'calltracking store upgrade --store …', or have "
        + "'calltracking store script' run by its administrator, or set MigrateAtStart.",
        isTransient: false);

    public static LedgerStoreException NotOurs(PostgreSqlStore store) => new(
        $"{store.Name} holds no ledger yet: run 'calltracking store upgrade --store …', or have 'calltracking store script' run by its "
        + "administrator, or set MigrateAtStart.",
        isTransient: false);

    public static LedgerStoreException Foreign(PostgreSqlStore store, string table) => new(
        $"{store.Name} has a table '{table}' that is not the ledger's: use another database, or another schema by 'Search Path'.",
        isTransient: false);

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static LedgerStoreException Explain(PostgreSqlStore store, PostgresException error, Exception inner)
    {
        var (text, transient) = error.SqlState switch
        {
            "28P01" or "28000" => ($"does not let user '{store.User}' in ({Reason(error)}): check Username and Password, and pg_hba.conf of the server", false),
            "3D000" => ($"does not exist: create it ('createdb {store.Database}'), or check Database", false),
            "3F000" => ($"has no schema of the search path ({Reason(error)}): create it, or check 'Search Path'", false),
            "42501" => ($"gives user '{store.User}' too few rights ({Reason(error)}): grant them", false),
            "42P01" or "42703" => ($"does not have the tables of this version ({Reason(error)}): run 'calltracking store upgrade --store …'", false),
            "53100" => ("cannot grow, the disk of its server is full: free some space", true),
            "53300" => ("has no connection free: raise max_connections of the server, or lower 'Maximum Pool Size' of its clients", true),
            "25006" => ("takes no writes (a standby, or set to read only): check Host, or wait until the server is the primary", true),
            "40001" or "40P01" => ("was changed by another transaction at the same moment: try again", true),
            "55P03" or "57014" => ($"is locked by another transaction ({Reason(error)}): look for one that does not end in pg_stat_activity, or try again", true),
            "57P01" or "57P02" or "57P03" or "57P05" => ($"is stopping, starting or ended this session ({Reason(error)}): try again", true),
            "25P03" => ("ended a transaction of this host that stood still: try again", true),
            "58030" => ($"cannot be read or written ({Reason(error)}): check the disk of its server", true),
            "XX001" or "XX002" => ($"is damaged ({Reason(error)}): restore it from a backup", false),
            ['0', '8', ..] or ['5', '3', ..] or ['5', '8', ..] => ($"cannot take it now ({Reason(error)})", true),
            ['2', '2', ..] or ['2', '3', ..] => ($"refused a row ({Reason(error)})", false),
            _ => ($"refused ({error.SqlState}: {Reason(error)})", error.IsTransient),
        };
        return new LedgerStoreException($"{store.Name} {text}.", transient, inner);
    }

    private static LedgerStoreException Unreachable(PostgreSqlStore store, Exception cause, Exception inner)
    {
        var root = cause;
        while (root.InnerException is { } deeper)
        {
            root = deeper;
        }

        return cause is AuthenticationException || root is AuthenticationException
            ? new LedgerStoreException(
                $"{store.Name}: the server's certificate or its TLS was refused ({OneLine(root.Message)}): check 'SSL Mode' and 'Root Certificate'.",
                isTransient: false, inner)
            : root is TimeoutException or OperationCanceledException
                ? new LedgerStoreException($"{store.Name} did not answer in time: check the server's load, or its address.", isTransient: true, inner)
                : new LedgerStoreException(
                    $"{store.Name} cannot be reached ({OneLine(root.Message)}): start the server, or check Host and Port.", isTransient: true, inner);
    }

    // Message text and detail may quote values of a row; the text alone does not.
    private static string Reason(PostgresException error) => OneLine(error.MessageText);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
