namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the administration of accounts.</summary>
internal sealed class AccountTexts;
