using System.Text;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>Asks for a secret at the terminal. Nothing of it is shown, not even its length.</summary>
internal static class SecretPrompt
{
    public static async Task<string> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        // A terminal echoes until somebody reads keys from it. To look whether there is one ends that, before anybody can have typed.
        _ = System.Console.KeyAvailable;
        await System.Console.Error.WriteAsync(prompt);
        var secret = await Task.Run(() => Read(cancellationToken), cancellationToken).WaitAsync(cancellationToken);
        await System.Console.Error.WriteLineAsync();
        return secret;
    }

    private static string Read(CancellationToken cancellationToken)
    {
        var secret = new StringBuilder();
        while (!cancellationToken.IsCancellationRequested)
        {
            var key = System.Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter: return secret.ToString();
                case ConsoleKey.Backspace: secret.Length = Math.Max(0, secret.Length - 1); break;
                default: secret.Append(key.KeyChar == '\0' ? null : key.KeyChar); break;
            }
        }

        return string.Empty;
    }
}
