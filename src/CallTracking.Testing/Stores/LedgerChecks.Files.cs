using AwesomeAssertions;
using CallTracking.Access;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Testing.Stores;

/// <content>What a ledger store that lies in files of one folder must do beyond the rest.</content>
internal sealed partial class LedgerChecks
{
    [Check(InFiles = true)]
    public async Task Reopen_WhatACrashLeaves_HoldsEveryCompletedWrite()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1), LedgerSample.Bare(2)]));
        await WriteAsync(LedgerSample.Commit(2, [LedgerSample.Full(2, revision: 3)], [LedgerSample.Id(1)]));

        // The files as they lie now, with every connection still open, are what a power cut would leave.
        var crashed = Directory.CreateDirectory(Path.Combine(Folder, "crashed")).FullName;
        foreach (var file in Directory.GetFiles(Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            // Shared, because the store has them open.
            await using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var to = File.Create(Path.Combine(crashed, Path.GetFileName(file)));
            await from.CopyToAsync(to, Cancel);
        }

        await using var store = await OpenAsync(crashed);
        await store.Reader.PrepareAsync(Cancel);
        await using var context = store.Contexts.Create(Caller.System());
        (await context.Calls.ToListAsync(Cancel)).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(LedgerSample.Full(2, revision: 3), options => options.ComparingRecordsByMembers());
        (await store.Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Ordinal.Should().Be(2);
        await store.Writer.WriteAsync([LedgerSample.Commit(2, [LedgerSample.Full(9)]), LedgerSample.Commit(3, [LedgerSample.Full(3)])], Cancel);
        (await context.Calls.CountAsync(Cancel)).Should().Be(2);
    }
}
