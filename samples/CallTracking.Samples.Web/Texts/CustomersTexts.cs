namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the pages about customers and of their settings.</summary>
internal sealed class CustomersTexts;
