using CallTracking.Samples.Web.Hosting;
using CallTracking.Samples.Web.Preferences;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Registers who may sign in and how.</summary>
internal static class AccountSetup
{
    public const string SignInPath = "/signin";
    public const string DeniedPath = "/denied";

    /// <summary>The shortest password. Length is what counts: no rule about kinds of characters, which people meet with the same few tricks.</summary>
    public const int ShortestPassword = 12;

    /// <summary>The longest, as each is hashed in full.</summary>
    public const int LongestPassword = 256;

    public static void AddAccounts(this IServiceCollection services, WebSettings settings)
    {
        services.AddDbContextFactory<AccountsContext>(context => context.UseSqlite(
            new SqliteConnectionStringBuilder { DataSource = settings.AccountsFile, ForeignKeys = true }.ConnectionString));
        services.AddDataProtection().SetApplicationName("CallTracking.Web")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(settings.DataFolder, "keys")));
        services.AddIdentityCore<Account>(Configure)
            .AddEntityFrameworkStores<AccountsContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<AccountClaims>()
            .AddPasswordValidator<GuessablePasswords>();
        // Twice the framework's rounds: what is asked of PBKDF2 with SHA-512 today.
        services.Configure<PasswordHasherOptions>(static hasher => hasher.IterationCount = 210_000);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, Configure);
        services.AddScoped<AuthenticationStateProvider, AccountRevalidation>();
        services.AddSingleton<SignInSessions>();
        services.AddSingleton<OneTimeLinks>();
        services.AddSingleton<AccountBook>();
        services.AddSingleton<AccountAdministration>();
        services.AddScoped<AccountSignIn>();
        services.AddSingleton<FirstRun>();
        services.AddSingleton<PreferenceStore>();
        services.AddScoped<UserPreferences>();
    }

    /// <summary>How accounts are kept: what the tables are made of, too.</summary>
    public static void Configure(IdentityOptions identity)
    {
        identity.Password.RequiredLength = ShortestPassword;
        identity.Password.RequireDigit = false;
        identity.Password.RequireLowercase = false;
        identity.Password.RequireUppercase = false;
        identity.Password.RequireNonAlphanumeric = false;
        identity.Lockout.AllowedForNewUsers = true;
        identity.Lockout.MaxFailedAccessAttempts = 5;
        identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        // Whoever is an employee's user at the host may have any name there, in any script.
        identity.User.AllowedUserNameCharacters = string.Empty;
        identity.User.RequireUniqueEmail = false;
        // The version whose store takes passkeys; the tables are there (see the decision on accounts).
        identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
    }

    private static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "ct-signin";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.IsEssential = true;
        // Lax, not Strict: whoever follows a link to a customer from his mail is signed in. What changes something is posted with a token.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = SignInPath;
        cookie.AccessDeniedPath = DeniedPath;
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = async validation =>
        {
            var sessions = validation.HttpContext.RequestServices.GetRequiredService<SignInSessions>();
            if (validation.Principal is null || !await sessions.IsAliveAsync(validation.Principal, validation.HttpContext.RequestAborted))
            {
                validation.RejectPrincipal();
            }
        };
    }
}
