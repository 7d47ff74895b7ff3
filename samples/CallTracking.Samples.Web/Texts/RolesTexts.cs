namespace CallTracking.Samples.Web.Texts;

/// <summary>Roles.</summary>
internal sealed class RolesTexts;
