using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Peers;

/// <summary>
/// How a command is told which PBX to listen to. The password is never an argument: every user of the machine sees those.
/// </summary>
internal sealed class PbxArguments
{
    public const string PasswordVariable = "CALLTRACKING_PASSWORD";

    public Option<string?> Asterisk { get; } = new("--asterisk")
    {
        Description = "Asterisk's manager interface. Default port 5038, with --tls 5039.",
        HelpName = "HOST[:PORT]",
    };

    public Option<string?> FreeSwitch { get; } = new("--freeswitch")
    {
        Description = "FreeSWITCH's event socket. Default port 8021.",
        HelpName = "HOST[:PORT]",
    };

    public Option<string?> User { get; } = new("--user")
    {
        Description = "A user of manager.conf; for FreeSWITCH one of the directory (user@domain), or none. The password comes from the "
            + $"environment ({PasswordVariable}) or is asked for.",
        HelpName = "NAME",
    };

    public Option<bool> Tls { get; } = new("--tls")
    {
        Description = "Speak TLS; for FreeSWITCH with the tunnel before it. The certificate must be trusted by this machine and bear the "
            + "host's name.",
    };

    public Option<string?> Pin { get; } = new("--pin")
    {
        Description = "Accept just the certificate (or public key) with this SHA-256, trusted or not. Implies --tls.",
        HelpName = "SHA256",
    };

    public Option<bool> Plaintext { get; } = new("--plaintext")
    {
        Description = "Send FreeSWITCH's password over an unencrypted connection to another machine: on a network that is yours alone.",
    };

    public PbxArguments()
    {
        // Asked of the options themselves, before anything is opened or anybody is asked for a password.
        Pin.Validators.Add(result => CheckBy(new AsteriskOptions(), nameof(AsteriskOptions.CertificateFingerprint), result.GetValue(Pin), result));
        User.Validators.Add(result =>
        {
            var user = result.GetValue(User);
            if (result.GetResult(FreeSwitch) is null)
            {
                CheckBy(new AsteriskOptions(), nameof(AsteriskOptions.User), user, result);
            }
            else
            {
                CheckBy(new FreeSwitchOptions(), nameof(FreeSwitchOptions.User), user, result);
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Asterisk, FreeSwitch, User, Tls, Pin, Plaintext })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            var (asterisk, freeSwitch) = (result.GetResult(Asterisk), result.GetResult(FreeSwitch));
            if ((asterisk is null) == (freeSwitch is null))
            {
                result.AddError(asterisk is null
                    ? "Which PBX? Give --asterisk HOST or --freeswitch HOST." : "Give either --asterisk or --freeswitch, not both.");
            }
            else if (asterisk is not null && result.GetResult(User) is null)
            {
                result.AddError("--user is missing: the name of a user of manager.conf.");
            }
        });
    }

    /// <summary>Reads the arguments and gets the password.</summary>
    /// <exception cref="CommandException">The address cannot be read, or there is no password.</exception>
    public async Task<PbxPeer> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var isAsterisk = parsed.GetValue(Asterisk) is not null;
        var address = (parsed.GetValue(Asterisk) ?? parsed.GetValue(FreeSwitch))!;
        var (host, port) = SplitPeer(address, isAsterisk ? "--asterisk" : "--freeswitch");
        var user = parsed.GetValue(User);
        var pin = parsed.GetValue(Pin);
        var tls = parsed.GetValue(Tls) || pin is not null;
        var password = await FindPasswordAsync(user ?? "the event socket", host, terminal, cancellationToken);
        if (isAsterisk)
        {
            return new AsteriskPeer(address, options =>
            {
                (options.Host, options.Port, options.User, options.Secret) = (host, port, user!, password);
                (options.UseTls, options.CertificateFingerprint) = (tls, pin);
            });
        }

        var isPlain = parsed.GetValue(Plaintext);
        return new FreeSwitchPeer(address, options =>
        {
            (options.Host, options.Port, options.User, options.Password) = (host, port ?? options.Port, user, password);
            (options.UseTls, options.CertificateFingerprint, options.AllowPlaintextLogin) = (tls, pin, isPlain);
        });
    }

    /// <summary>The adapter's advice names its options; a command's user knows them by other names.</summary>
    public static string InWordsOfTheCommand(string advice) => advice
        .Replace(nameof(AsteriskOptions.CertificateFingerprint), "--pin", StringComparison.Ordinal)
        .Replace(nameof(AsteriskOptions.AllowPlaintextLogin), "--plaintext", StringComparison.Ordinal)
        .Replace(nameof(AsteriskOptions.UseTls), "--tls", StringComparison.Ordinal);

    /// <summary>Host and port of <c>host</c>, <c>host:port</c>, <c>[address]:port</c> or a bare IPv6 address.</summary>
    public static (string Host, int? Port) SplitPeer(string text, string option = "--asterisk")
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
                ExitCode.Usage, $"'{text[(colon + 1)..]}' is no port. Write {option} host:port, for instance pbx.example:"
                + $"{(option == "--asterisk" ? 5038 : 8021)}.");
    }

    private static void CheckBy(object options, string option, object? value, SymbolResult result)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateProperty(value, new ValidationContext(options) { MemberName = option }, problems))
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
