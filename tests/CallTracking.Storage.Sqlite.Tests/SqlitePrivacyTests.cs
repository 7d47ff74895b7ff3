using CallTracking.Kits;

namespace CallTracking.Storage.Sqlite;

public sealed class SqlitePrivacyTests : PrivacyKit
{
    internal override Task UseStoreAsync(BareBuilder builder, string folder)
    {
        builder.UseSqlite($"Data Source={Path.Combine(folder, "calls.db")};Pooling=False");
        return Task.CompletedTask;
    }

    protected override async Task CheckFilesAsync(params string[] texts)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "calls.db*").Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            var bytes = await File.ReadAllBytesAsync(file, Token);
            var content = System.Text.Encoding.Latin1.GetString(bytes);
            texts.Where(text => content.Contains(text, StringComparison.Ordinal)).Should().BeEmpty("nothing of it stands in {0}", Path.GetFileName(file));
        }
    }
}
