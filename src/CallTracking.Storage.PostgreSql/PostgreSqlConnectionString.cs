using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Reads what people write to name a PostgreSQL database.</summary>
public static class PostgreSqlConnectionString
{
    private const string Example = "Write for instance 'Host=localhost;Username=calls;Password=…;Database=calls'";

    /// <summary>Whether a text names a PostgreSQL database and not a file: a <c>postgres://</c> or <c>postgresql://</c> URI, or keywords with
    /// a host.</summary>
    /// <param name="text">The text.</param>
    public static bool IsLikely(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsUri(text) || text.Split(';').Any(part => part.IndexOf('=', StringComparison.Ordinal) is > 0 and var end
            && part[..end].Trim().ToUpperInvariant() is "HOST" or "SERVER");
    }

    /// <summary>Reads keywords or a URI.</summary>
    /// <param name="text">The text.</param>
    /// <param name="connection">Its parts; null when it cannot be read.</param>
    /// <param name="error">What is wrong and what to write, without secrets; null when nothing is.</param>
    internal static bool TryRead(
        string text, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? connection, [NotNullWhen(false)] out string? error)
    {
        connection = null;
        try
        {
            connection = IsUri(text) ? FromUri(text) : new NpgsqlConnectionStringBuilder(text);
            if (!string.IsNullOrWhiteSpace(connection.Host))
            {
                // Values that do not go together are refused only here. It does not connect yet.
                using var probe = NpgsqlDataSource.Create(connection);
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The exception names the keyword, never a value.
            error = $"the connection string cannot be read ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}). {Example}.";
            return false;
        }

        error = string.IsNullOrWhiteSpace(connection.Host)
            ? $"the connection string names no host. {Example}."
            : connection.Multiplexing ? "leave out 'Multiplexing': a transaction needs a connection of its own." : null;
        return error is null;
    }

    private static bool IsUri(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A URI as libpq reads it (https://www.postgresql.org/docs/current/libpq-connect.html, connection URIs): one host, parameters
    /// in the query.</summary>
    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new FormatException("it is no URI; write postgresql://user:password@host:5432/database, with %40 for an @ in a password");
        }

        var connection = new NpgsqlConnectionStringBuilder { Host = uri.IdnHost.Trim('[', ']') };
        if (uri.Port > 0)
        {
            connection.Port = uri.Port;
        }

        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            connection.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            connection.Password = Uri.UnescapeDataString(user[1]);
        }

        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            connection.Database = Uri.UnescapeDataString(database);
        }

        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = parameter.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (parameter, "");
            connection[Keyword(name)] = name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }

        return connection;
    }

    private static string Keyword(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "options" => "Options",
        "target_session_attrs" => "Target Session Attributes",
        _ => Uri.UnescapeDataString(name),
    };
}
