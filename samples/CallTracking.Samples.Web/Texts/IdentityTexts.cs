namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of signing in, of accounts, and of the pages for what went wrong.</summary>
internal sealed class IdentityTexts;
