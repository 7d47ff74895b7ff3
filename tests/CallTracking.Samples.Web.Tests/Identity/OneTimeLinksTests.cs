using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Samples.Web.Identity;

public sealed class OneTimeLinksTests : IAsyncLifetime
{
    private readonly AccountsFile _file = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _file.InitializeAsync();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task Link_IsUsedOnce_WhoeverComesFirst()
    {
        var links = new OneTimeLinks(_file, _time);
        var link = (await links.FindAsync(await links.IssueAsync(LinkPurpose.FirstRun, null, Cancel), Cancel))!;

        var used = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => links.UseAsync(link, Cancel)));

        used.Should().ContainSingle(static one => one);
    }

    [Fact]
    public async Task Link_GivenBack_IsGoodAgain()
    {
        var links = new OneTimeLinks(_file, _time);
        var token = await links.IssueAsync(LinkPurpose.FirstRun, null, Cancel);
        var link = (await links.FindAsync(token, Cancel))!;
        await links.UseAsync(link, Cancel);
        (await links.FindAsync(token, Cancel)).Should().BeNull();

        await links.GiveBackAsync(link, Cancel);

        (await links.FindAsync(token, Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Link_AfterADay_IsExpiredForFindingAndForUsing()
    {
        var links = new OneTimeLinks(_file, _time);
        var token = await links.IssueAsync(LinkPurpose.FirstRun, null, Cancel);
        var link = (await links.FindAsync(token, Cancel))!;

        _time.Advance(TimeSpan.FromDays(1));

        (await links.FindAsync(token, Cancel)).Should().BeNull();
        (await links.UseAsync(link, Cancel)).Should().BeFalse();
    }

    [Fact]
    public async Task Store_HasHashesAndNoToken()
    {
        var token = await new OneTimeLinks(_file, _time).IssueAsync(LinkPurpose.FirstRun, null, Cancel);

        await using var context = _file.CreateDbContext();
        var row = await context.Links.SingleAsync(Cancel);
        row.Hash.Should().HaveCount(32);
        Convert.ToBase64String(row.Hash).Should().NotContain(token);
    }
}
