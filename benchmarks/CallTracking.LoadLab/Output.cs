namespace CallTracking.LoadLab;

/// <summary>Where results go.</summary>
internal static class Output
{
    public static async Task WriteAsync(
        string text, FileInfo? markdown, string json, FileInfo? jsonFile, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await SaveAsync(markdown, text, cancellationToken).ConfigureAwait(false);
        await SaveAsync(jsonFile, json + "\n", cancellationToken).ConfigureAwait(false);
    }

    private static async Task SaveAsync(FileInfo? file, string text, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            file.Directory?.Create();
            await File.WriteAllTextAsync(file.FullName, text, cancellationToken).ConfigureAwait(false);
        }
    }
}
