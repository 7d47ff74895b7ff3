using CallTracking.Access;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Webhooks;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Session;

/// <summary>Why something was not done, in the user's language.</summary>
internal sealed class Refusals(IStringLocalizer<AccessTexts> texts)
{
    /// <summary>One sentence that names the cause and the cure; null for what is a fault of ours.</summary>
    public string? Of(Exception error) => error switch
    {
        AccessDeniedException { Permission: { } lacking } => texts["Refused.Permission", texts[$"Permission.{lacking}"].Value].Value,
        AccessDeniedException { Field: { } hidden } => texts["Refused.Field", FieldsOf(hidden)].Value,
        StaffRuleException { Rule: var rule } => texts[$"Rule.{rule}"].Value,
        RevisionConflictException => texts["Refused.Changed"].Value,
        LedgerStoreException => texts["Refused.Store"].Value,
        SignedOutException => texts["Refused.SignedOut"].Value,
        WebhookException { Fault: WebhookFault.NotFound } => texts["Webhook.NotFound"].Value,
        WebhookException { Fault: WebhookFault.Invalid } => texts["Webhook.Invalid"].Value,
        WebhookException => texts["Webhook.Other"].Value,
        ArgumentException => texts["Unsuitable"].Value,
        _ => null,
    };

    private string FieldsOf(FieldMask fields) => string.Join(", ", Enum.GetValues<FieldMask>()
        .Where(one => one != FieldMask.None && fields.HasFlag(one)).Select(one => texts[$"Mask.{one}"].Value));
}
