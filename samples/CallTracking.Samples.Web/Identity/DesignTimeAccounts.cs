using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Lets <c>dotnet ef migrations add</c> see the tables without starting the host.</summary>
internal sealed class DesignTimeAccounts : IDesignTimeDbContextFactory<AccountsContext>
{
    // The version of the tables is an option of the host's, and version 3 has those of passkeys.
    public AccountsContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<AccountsContext>()
        .UseApplicationServiceProvider(new ServiceCollection().Configure<IdentityOptions>(AccountSetup.Configure).BuildServiceProvider())
        .UseSqlite("Data Source=design.db").Options);
}
