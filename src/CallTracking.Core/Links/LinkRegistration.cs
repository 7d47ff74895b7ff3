using CallTracking.Pbx;

namespace CallTracking.Links;

/// <summary>A link as the host registered it.</summary>
internal sealed record LinkRegistration(string Name, Func<IServiceProvider, IPbxAdapter> Create);
