using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using CallTracking.Pbx.Asterisk;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Asterisk;

/// <summary>
/// How a command is told which Asterisk to listen to. The password is never an argument: every user of the machine sees those.
/// </summary>
internal sealed class AsteriskArguments
{
    public const string PasswordVariable = "CALLTRACKING_PASSWORD";

    public Option<string> Peer { get; } = new("--asterisk")
    {
        Description = "Asterisk's manager interface. Default port 5038, with --tls 5039.",
        HelpName = "HOST[:PORT]",
        Required = true,
    };

    public Option<string> User { get; } = new("--user")
    {
        Description = $"A user of manager.conf. The password comes from the environment ({PasswordVariable}) or is asked for.",
        HelpName = "NAME",
        Required = true,
    };

    public Option<bool> Tls { get; } = new("--tls")
    {
        Description = "Speak TLS. The certificate must be trusted by this machine and bear the host's name.",
    };

    public Option<string?> Pin { get; } = new("--pin")
    {
        Description = "Accept just the certificate (or public key) with this SHA-256, trusted or not. Implies --tls.",
        HelpName = "SHA256",
    };

    public AsteriskArguments()
    {
        // Asked of the options themselves, before anything is opened or anybody is asked for a password.
        Pin.Validators.Add(result => CheckBy(nameof(AsteriskOptions.CertificateFingerprint), result.GetValue(Pin), result));
        User.Validators.Add(result => CheckBy(nameof(AsteriskOptions.User), result.GetValue(User), result));
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Peer, User, Tls, Pin })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the arguments and gets the password.</summary>
    /// <returns>Sets a link's options.</returns>
    /// <exception cref="CommandException">The address cannot be read, or there is no password.</exception>
    public async Task<Action<AsteriskOptions>> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (host, port) = SplitPeer(parsed.GetRequiredValue(Peer));
        var user = parsed.GetRequiredValue(User);
        var pin = parsed.GetValue(Pin);
        var tls = parsed.GetValue(Tls) || pin is not null;
        var password = await FindPasswordAsync(user, host, terminal, cancellationToken);
        return options =>
        {
            options.Host = host;
            options.Port = port;
            options.User = user;
            options.Secret = password;
            options.UseTls = tls;
            options.CertificateFingerprint = pin;
        };
    }

    /// <summary>The adapter's advice names its options; a command's user knows them by other names.</summary>
    public static string InWordsOfTheCommand(string advice) => advice
        .Replace(nameof(AsteriskOptions.CertificateFingerprint), "--pin", StringComparison.Ordinal)
        .Replace(nameof(AsteriskOptions.UseTls), "--tls", StringComparison.Ordinal);

    /// <summary>Host and port of <c>host</c>, <c>host:port</c>, <c>[address]:port</c> or a bare IPv6 address.</summary>
    public static (string Host, int? Port) SplitPeer(string text)
    {
        var colon = text.LastIndexOf(':');
        var isBareAddress = colon >= 0 && text.IndexOf(':') != colon && !text.StartsWith('[');
        if (colon < 0 || isBareAddress || text.EndsWith(']'))
        {
            return (Bare(text), null);
        }

        return int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and < 65536
            ? (Bare(text[..colon]), port)
            : throw new CommandException(
                ExitCode.Usage, $"'{text[(colon + 1)..]}' is no port. Write --asterisk host:port, for instance pbx.example:5038.");
    }

    private static void CheckBy(string option, object? value, SymbolResult result)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateProperty(value, new ValidationContext(new AsteriskOptions()) { MemberName = option }, problems))
        {
            result.AddError(InWordsOfTheCommand(problems[0].ErrorMessage!));
        }
    }

    private static string Bare(string host) => host.TrimStart('[').TrimEnd(']');

    private static async Task<string> FindPasswordAsync(string user, string host, Terminal terminal, CancellationToken cancellationToken)
    {
        if (terminal.Environment(PasswordVariable) is { Length: > 0 } password)
        {
            return password;
        }

        var asked = terminal.AskSecret is { } ask ? await ask($"Password of {user} at {host}: ", cancellationToken) : null;
        return string.IsNullOrEmpty(asked)
            ? throw new CommandException(
                ExitCode.Usage, $"No password for {user}. Set {PasswordVariable}, or type it when asked at a terminal.")
            : asked;
    }
}
