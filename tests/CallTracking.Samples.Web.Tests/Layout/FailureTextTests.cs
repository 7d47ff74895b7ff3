using CallTracking.Access;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;

namespace CallTracking.Samples.Web.Layout;

public sealed class FailureTextTests
{
    private static readonly Exception[] Errors =
    [
        .. Enum.GetValues<Permission>().Select(permission => new AccessDeniedException(permission)),
        new AccessDeniedException(FieldMask.Numbers, "searched"), new AccessDeniedException(FieldMask.Debt, "sorted"),
        new AccessDeniedException(FieldMask.Cost, "exported"), new RevisionConflictException("contact", Guid.NewGuid(), 1, 2),
        new LedgerStoreException("locked", isTransient: true), new LedgerStoreException("newer schema", isTransient: false),
        new SignedOutException(), new TimeoutException(), new InvalidOperationException("secret words of a driver"),
    ];

    [Theory]
    [InlineData("en")]
    [InlineData("km")]
    [InlineData("ru")]
    public void Of_EveryError_SaysWhatHelpsInTheLanguage(string language)
    {
        using var _ = TestTexts.Speak(language);
        var texts = TestTexts.Of<ShellTexts>();
        foreach (var text in Errors.Select(error => FailureText.Of(error, texts)))
        {
            // A key that there is not stands for itself.
            text.ToString().Should().NotContainAny("Failure.", "Right.", "Field.", "secret", "{0}");
            text.Cure.Should().NotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public void Of_Errors_TellsThemApart()
    {
        var texts = TestTexts.Of<ShellTexts>();
        FailureText.Of(new LedgerStoreException("locked", isTransient: true), texts).Kind.Should().Be(FailureKind.Store);
        FailureText.Of(new LedgerStoreException("corrupt", isTransient: false), texts).Kind.Should().Be(FailureKind.StoreBroken);
        FailureText.Of(new RevisionConflictException("task", Guid.NewGuid(), 1, 2), texts).Kind.Should().Be(FailureKind.Conflict);
        FailureText.Of(new SignedOutException(), texts).Kind.Should().Be(FailureKind.SignedOut);
    }
}
