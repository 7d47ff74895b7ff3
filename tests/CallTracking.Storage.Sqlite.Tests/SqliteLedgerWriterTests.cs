using CallTracking.Kits;

namespace CallTracking.Storage.Sqlite;

/// <summary>The store as a host gets it, and what its writer does beyond the kit: group commit.</summary>
public sealed class SqliteLedgerWriterTests : FileLedgerKit
{
    private string File => Path.Combine(Folder, "calls.db");

    private SqliteLedgerWriter Fast => (SqliteLedgerWriter)Writer;

    protected override Task<OpenStore> OpenAsync(string folder) => Task.FromResult(Store.Open(Path.Combine(folder, "calls.db")));

    [Fact]
    public async Task Write_ManyWhileATransactionIsHeldUp_ShareTransactions()
    {
        var writes = await WhileLockedAsync(() => [.. Enumerable.Range(1, 300).Select(n => WriteAsync(Of(n)).AsTask())]);
        await Task.WhenAll(writes);
        (await CallsAsync()).Should().HaveCount(300);
        Fast.Transactions.Should().BeInRange(2, 3, "the first one may be alone, and 256 commits fill a transaction");
    }

    [Fact]
    public async Task Write_PoisonedCommitAmongOthers_FailsAlone()
    {
        var poison = Of(2) with { Calls = [Sample.Full(2, link: "link-2") with { Because = null! }] };
        var writes = await WhileLockedAsync(() =>
        [
            WriteAsync(Of(1)).AsTask(), WriteAsync(poison).AsTask(), WriteAsync(Of(3)).AsTask(), WriteAsync(Of(4)).AsTask(),
        ]);
        var poisoned = () => writes[1];
        (await poisoned.Should().ThrowAsync<LedgerStoreException>()).Which.Should().Match<LedgerStoreException>(
            error => !error.IsTransient && error.Message.Contains(File) && !error.Message.Contains('\n'));
        await Task.WhenAll(writes[0], writes[2], writes[3]);
        (await CallsAsync()).Select(call => call.Id).Should().Equal(Sample.Id(1), Sample.Id(3), Sample.Id(4));
    }

    [Fact]
    public async Task Write_CallThatBreaksTheEncoding_FailsAloneAndTheNextOneSucceeds()
    {
        var broken = Of(1) with { Calls = [Sample.Full(1, link: "link-1") with { Participants = [null!] }] };
        var write = async () => await WriteAsync(broken);
        await write.Should().ThrowAsync<LedgerStoreException>().Where(error => !error.IsTransient);
        await WriteAsync(Of(1));
        (await CallsAsync()).Should().ContainSingle().Which.Participants.Should().HaveCount(3);
    }

    [Fact]
    public async Task Write_CancelledWhileItWaits_EndsAtOnceAndIsNotWritten()
    {
        using var cancellation = new CancellationTokenSource();
        var writes = await WhileLockedAsync(() =>
        {
            var first = WriteAsync(Of(1)).AsTask();
            SpinWait.SpinUntil(() => Fast.Waiting == 0, TimeSpan.FromSeconds(30)).Should().BeTrue();
            var second = Writer.WriteAsync([Of(2)], cancellation.Token).AsTask();
            cancellation.Cancel();
            second.IsCanceled.Should().BeTrue("the first one still waits for the lock");
            return [first, WriteAsync(Of(3)).AsTask()];
        });
        await Task.WhenAll(writes);
        (await CallsAsync()).Select(call => call.Id).Should().Equal(Sample.Id(1), Sample.Id(3));
    }

    [Fact]
    public async Task Write_LockedByAnotherProgram_IsTransientAndSucceedsLater()
    {
        await using var store = Store.Open(Path.Combine(Folder, "other.db"), timeoutSeconds: 1);
        await store.Reader.PrepareAsync(Cancel);
        using var program = Store.Connect(Path.Combine(Folder, "other.db"));
        Store.Execute(program, "BEGIN IMMEDIATE");
        var write = async () => await store.Writer.WriteAsync([Of(1)], Cancel);
        (await write.Should().ThrowAsync<LedgerStoreException>()).Which.Should().Match<LedgerStoreException>(
            error => error.IsTransient && error.Message.Contains("other.db is locked by another program"));
        Store.Execute(program, "ROLLBACK");
        await write.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Dispose_WithWritesWaiting_WritesThemFirst()
    {
        var writes = await WhileLockedAsync(() => [.. Enumerable.Range(1, 20).Select(n => WriteAsync(Of(n)).AsTask())]);
        Fast.Dispose();
        writes.Should().OnlyContain(write => write.IsCompletedSuccessfully);
        var late = async () => await WriteAsync(Of(21));
        await late.Should().ThrowAsync<ObjectDisposedException>();
    }

    private static LedgerCommit Of(int number) =>
        Sample.Commit(1, [Sample.Full(number, link: $"link-{number}")], link: $"link-{number}");

    /// <summary>Starts writes while another program holds the database, so that they meet.</summary>
    private async Task<List<Task>> WhileLockedAsync(Func<List<Task>> start)
    {
        await Reader.PrepareAsync(Cancel);
        using var program = Store.Connect(File);
        Store.Execute(program, "BEGIN IMMEDIATE");
        var writes = start();
        Store.Execute(program, "ROLLBACK");
        return writes;
    }
}

/// <summary>The portable writer on this package's model.</summary>
public sealed class EntityFrameworkOnSqliteTests : FileLedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) =>
        Task.FromResult(Store.Open(Path.Combine(folder, "calls.db"), portableWriter: true));
}
