using System.Diagnostics;

namespace CallTracking.LoadLab.Chaos;

/// <summary>One of the scripts of <c>eng/servers</c>, for the instance that is ours alone.</summary>
internal sealed class ServerScript(string path)
{
    private const string Instance = "chaos";

    public string Folder => Path.GetDirectoryName(path)!;

    /// <summary>Runs a verb.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="ChaosException">It failed; the message is the script's own.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] verb)
    {
        var start = new ProcessStartInfo(path, ["--instance", Instance, .. verb]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        var text = await output.ConfigureAwait(false);
        return process.ExitCode == 0
            ? text
            : throw new ChaosException(
                $"{Path.GetFileName(path)} {string.Join(' ', verb)}: {text.Trim()} {(await errors.ConfigureAwait(false)).Trim()}");
    }

    /// <summary>The values that <c>env</c> prints.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadEnvironmentAsync(CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (await RunAsync(cancellationToken, "env").ConfigureAwait(false)).Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                values[line[..equals]] = line[(equals + 1)..].Trim().Trim('\'');
            }
        }

        return values;
    }
}
