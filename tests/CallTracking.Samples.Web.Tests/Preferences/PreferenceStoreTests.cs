using CallTracking.Samples.Web.Identity;

namespace CallTracking.Samples.Web.Preferences;

public sealed class PreferenceStoreTests : IAsyncLifetime
{
    private readonly AccountsFile _file = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _file.InitializeAsync();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task Change_OfOneThing_IsKeptBesideTheOthersAndTold()
    {
        var (ada, boris) = (await _file.AddAccountAsync("ada"), await _file.AddAccountAsync("boris"));
        var store = new PreferenceStore(_file);
        List<(Guid, string?)> told = [];
        store.Changed += (account, chosen) => told.Add((account, chosen.Theme));

        await store.ChangeAsync(ada, static chosen => chosen with { Language = "km" }, Cancel);
        await store.ChangeAsync(ada, static chosen => chosen with { Theme = "harbour", Brightness = Brightness.Dark }, Cancel);

        var expected = new ChosenPreferences { Language = "km", Theme = "harbour", Brightness = Brightness.Dark };
        (await store.GetAsync(ada, Cancel)).Should().Be(expected);
        (await new PreferenceStore(_file).GetAsync(ada, Cancel)).Should().Be(expected, "another start reads it");
        (await store.GetAsync(boris, Cancel)).Should().Be(ChosenPreferences.None);
        told.Should().Equal((ada, null), (ada, "harbour"));
    }

    [Fact]
    public async Task Filters_OfAPage_AreOnesOwnByName()
    {
        var (ada, boris) = (await _file.AddAccountAsync("ada"), await _file.AddAccountAsync("boris"));
        var store = new PreferenceStore(_file);
        await store.SaveFilterAsync(ada, "calls", " missed ", "?outcome=missed", Cancel);
        await store.SaveFilterAsync(ada, "calls", "long", "min=600", Cancel);
        await store.SaveFilterAsync(ada, "calls", "missed", "outcome=missed&period=today", Cancel);
        await store.SaveFilterAsync(ada, "callbacks", "mine", "owner=me", Cancel);

        (await store.ListFiltersAsync(ada, "calls", Cancel)).Select(static one => (one.Name, one.Query))
            .Should().Equal(("long", "min=600"), ("missed", "outcome=missed&period=today"));
        (await store.ListFiltersAsync(boris, "calls", Cancel)).Should().BeEmpty();

        await store.DeleteFilterAsync(ada, "calls", "long", Cancel);
        (await store.ListFiltersAsync(ada, "calls", Cancel)).Should().ContainSingle();
    }

    [Fact]
    public async Task SaveFilter_WithoutANameOrEndless_IsRefused()
    {
        var ada = await _file.AddAccountAsync("ada");
        var store = new PreferenceStore(_file);

        await store.Invoking(one => one.SaveFilterAsync(ada, "calls", " ", "x=1", Cancel)).Should().ThrowAsync<ArgumentException>();
        await store.Invoking(one => one.SaveFilterAsync(ada, "calls", "a", new string('x', 3_000), Cancel)).Should().ThrowAsync<ArgumentException>();
    }
}
