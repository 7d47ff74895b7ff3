using System.Data.Common;
using CallTracking.Access;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>Opens the context on whatever provider the host chose.</summary>
internal sealed class PortableDbContextFactory : ICallTrackingDbContextFactory
{
    private readonly Lazy<DbContextOptions<CallTrackingDbContext>> _options;

    public PortableDbContextFactory(IServiceProvider host, Action<DbContextOptionsBuilder> configure)
    {
        _options = new Lazy<DbContextOptions<CallTrackingDbContext>>(() =>
        {
            var builder = new DbContextOptionsBuilder<CallTrackingDbContext>();
            builder.UseApplicationServiceProvider(host);
            configure(builder);
            return builder.Options;
        });
    }

    public CallTrackingDbContext Create(Caller caller) => new(_options.Value, caller);

    public LedgerStoreException? Explain(Exception exception)
    {
        if (exception is DbUpdateConcurrencyException)
        {
            return new LedgerStoreException(
                "Another writer moved this link's position in the ledger: let only one host own the link.", isTransient: true, exception);
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is LedgerStoreException)
            {
                return null;
            }

            if (cause is DbException or TimeoutException)
            {
                var transient = cause is TimeoutException or DbException { IsTransient: true };
                return new LedgerStoreException(Line(cause.Message, transient), transient, exception);
            }
        }

        return null;
    }

    private static string Line(string message, bool transient)
    {
        var reason = message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return transient
            ? $"The ledger's database cannot take it now: {reason}."
            : $"The ledger's database refused: {reason}. If tables or columns are missing, apply the migrations of CallTrackingDbContext.";
    }
}
