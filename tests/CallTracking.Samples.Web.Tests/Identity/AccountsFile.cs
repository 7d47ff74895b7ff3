using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Identity;

/// <summary>A file of accounts without a host.</summary>
internal sealed class AccountsFile : IDbContextFactory<AccountsContext>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("accounts-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().Configure<IdentityOptions>(AccountSetup.Configure).BuildServiceProvider();

    public AccountsContext CreateDbContext() => new(new DbContextOptionsBuilder<AccountsContext>().UseApplicationServiceProvider(_services)
        .UseSqlite($"Data Source={Path.Combine(_folder, "web.db")};Pooling=False").Options);

    /// <summary>Makes an account for the rows that belong to one.</summary>
    public async Task<Guid> AddAccountAsync(string name)
    {
        await using var context = CreateDbContext();
        var account = new Account { Id = Guid.NewGuid(), EmployeeId = Guid.NewGuid(), UserName = name, NormalizedUserName = name.ToUpperInvariant() };
        context.Add(account);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return account.Id;
    }

    public async ValueTask InitializeAsync()
    {
        await using var context = CreateDbContext();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
