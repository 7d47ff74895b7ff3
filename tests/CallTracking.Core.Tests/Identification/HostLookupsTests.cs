using CallTracking.Contacts;
using Microsoft.Extensions.DependencyInjection;
using static CallTracking.Identification.IdentificationRig;

namespace CallTracking.Identification;

public sealed class HostLookupsTests
{
    private const string One = "+12025550111";

    [Fact]
    public async Task Find_UnknownNumber_AsksInOrderUntilOneKnows()
    {
        var asked = new List<string>();
        await using var rig = await CreateAsync(builder =>
        {
            builder.Services.AddSingleton(new First(_ => Told(asked, "first")));
            builder.Services.AddSingleton(new Second(_ => Told(asked, "second", new HostCaller("Anna") { ExternalId = "7" })));
            builder.Services.AddSingleton(new Third(_ => Told(asked, "third", new HostCaller("Boris"))));
            builder.AddCallerLookup<Third>("third", options => options.Order = 2);
            builder.AddCallerLookup<First>("first", options => options.Order = 1);
            builder.AddCallerLookup<Second>("second", options => options.Order = 1);
        });
        var identity = await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        asked.Should().Equal("first", "second");
        identity.Status.Should().Be(IdentificationStatus.Suggested);
        identity.Candidates.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { ContactId = (Guid?)null, Name = "Anna", ExternalId = "7", Lookup = "second", Confidence = 0.9, Source = IdentificationSource.Host });
    }

    [Fact]
    public async Task Find_ContactOfTheHost_IsKnownIfThereIsSuchAContact()
    {
        Guid told = Guid.Empty;
        await using var rig = await CreateAsync(builder =>
        {
            builder.Services.AddSingleton(new First(_ => Told([], "first", new HostCaller("Somebody") { ContactId = told, Confidence = 7 })));
            builder.AddCallerLookup<First>("first");
        });
        told = await rig.AddContactAsync("Anna");
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known.Should()
            .BeEquivalentTo(new { ContactId = (Guid?)told, Name = "Anna", Confidence = 0.9 });
        told = Guid.CreateVersion7();
        rig.Identification.Forget("default");
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Candidates.Should().ContainSingle().Which.ContactId.Should().BeNull();
    }

    [Fact]
    public async Task Find_KnownNumber_AsksNobody()
    {
        var asked = new List<string>();
        await using var rig = await CreateAsync(builder =>
        {
            builder.Services.AddSingleton(new First(_ => Told(asked, "first")));
            builder.AddCallerLookup<First>("first");
        });
        await rig.AddContactAsync("Anna", One);
        await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        asked.Should().BeEmpty();
    }

    [Fact]
    public async Task Find_LookUpThatFails_IsPassedOverAndLeftInPeaceAfterThree()
    {
        var calls = 0;
        await using var rig = await CreateAsync(builder =>
        {
            builder.Services.AddSingleton(new First(_ =>
            {
                calls++;
                throw new InvalidOperationException(One);
            }));
            builder.Services.AddSingleton(new Second(_ => Told([], "second", new HostCaller("Anna"))));
            builder.AddCallerLookup<First>("first");
            builder.AddCallerLookup<Second>("second");
        });
        for (var i = 0; i < 5; i++)
        {
            var identity = await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
            identity.Candidates.Should().ContainSingle().Which.Name.Should().Be("Anna");
            identity.IsComplete.Should().BeFalse();
        }

        calls.Should().Be(3);
        rig.Time.Advance(TimeSpan.FromSeconds(31));
        await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        calls.Should().Be(4);
    }

    [Fact]
    public async Task Find_LookUpThatNeverAnswers_IsNotWaitedFor()
    {
        var begun = new TaskCompletionSource();
        await using var rig = await CreateAsync(builder =>
        {
            builder.Services.AddSingleton(new First(async _ =>
            {
                begun.SetResult();
                await new TaskCompletionSource().Task;
                return [];
            }));
            builder.AddCallerLookup<First>("first", options => options.Timeout = TimeSpan.FromSeconds(1));
        });
        var asking = rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        await begun.Task.WaitAsync(Cancel);

        // The clock is the test's: the time-out may be set a moment after the look-up begins.
        while (!asking.IsCompleted)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var identity = await asking;
        identity.Status.Should().Be(IdentificationStatus.Unknown);
        identity.IsComplete.Should().BeFalse();
    }

    [Theory]
    [InlineData("", 500, "empty")]
    [InlineData("taken", 500, "already")]
    [InlineData("slow", 40_000, "30 seconds")]
    public void AddCallerLookup_Unfit_SaysWhatAndTheCure(string name, int milliseconds, string words)
    {
        var builder = new Kits.BareBuilder();
        builder.AddCallerLookup<First>("taken");
        FluentActions.Invoking(() => builder.AddCallerLookup<First>(name, options => options.Timeout = TimeSpan.FromMilliseconds(milliseconds)))
            .Should().Throw<ArgumentException>().WithMessage($"*{words}*");
    }

    private static ValueTask<IReadOnlyList<HostCaller>> Told(List<string> asked, string who, params HostCaller[] callers)
    {
        asked.Add(who);
        return ValueTask.FromResult<IReadOnlyList<HostCaller>>(callers);
    }

    private class Scripted(Func<CallerLookupRequest, ValueTask<IReadOnlyList<HostCaller>>> find) : ICallerLookup
    {
        public ValueTask<IReadOnlyList<HostCaller>> FindAsync(CallerLookupRequest request, CancellationToken cancellationToken) => find(request);
    }

    private sealed class First(Func<CallerLookupRequest, ValueTask<IReadOnlyList<HostCaller>>> find) : Scripted(find);

    private sealed class Second(Func<CallerLookupRequest, ValueTask<IReadOnlyList<HostCaller>>> find) : Scripted(find);

    private sealed class Third(Func<CallerLookupRequest, ValueTask<IReadOnlyList<HostCaller>>> find) : Scripted(find);
}
