using CallTracking.Access;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>What happened and what helps, in the user's language.</summary>
/// <param name="Kind">Which of the known errors it is.</param>
/// <param name="Title">What happened.</param>
/// <param name="Cure">What helps.</param>
internal sealed record FailureText(FailureKind Kind, string Title, string Cure)
{
    /// <summary>An error in words.</summary>
    public static FailureText Of(Exception error, IStringLocalizer<ShellTexts> texts)
    {
        var kind = KindOf(error);
        return error switch
        {
            AccessDeniedException { Permission: { } permission } =>
                new(kind, texts["Failure.Denied"], texts["Failure.Denied.Cure", texts[$"Right.{permission}"].Value]),
            AccessDeniedException { Field: { } field } => new(kind, texts["Failure.Hidden", texts[$"Field.{field}"].Value], texts["Failure.Hidden.Cure"]),
            _ => new(kind, texts[$"Failure.{kind}"], texts[$"Failure.{kind}.Cure"]),
        };
    }

    /// <summary>In one line, for a snackbar.</summary>
    public override string ToString() => $"{Title} {Cure}";

    private static FailureKind KindOf(Exception error) => error switch
    {
        AccessDeniedException => FailureKind.Denied,
        RevisionConflictException => FailureKind.Conflict,
        LedgerStoreException { IsTransient: true } => FailureKind.Store,
        LedgerStoreException => FailureKind.StoreBroken,
        SignedOutException => FailureKind.SignedOut,
        TimeoutException or OperationCanceledException => FailureKind.Slow,
        _ => FailureKind.Unknown,
    };
}

/// <summary>The errors that every page may meet.</summary>
internal enum FailureKind
{
    Denied,
    Conflict,
    Store,
    StoreBroken,
    SignedOut,
    Slow,
    Unknown,
}
