namespace CallTracking.Pbx.Simulator;

/// <summary>A phone of the simulated site.</summary>
/// <param name="Number">Its extension, which is its endpoint's name as well.</param>
/// <param name="Name">Who sits there.</param>
public sealed record SimulatedExtension(string Number, string Name);

/// <summary>Phones that are called together: a queue, whose callers wait, or a ring group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dialed">The outside number (E.164) that leads to it.</param>
/// <param name="Members">Extensions of its members.</param>
public sealed record SimulatedTeam(string Name, string Dialed, IReadOnlyList<string> Members);

/// <summary>Somebody outside who calls and is called.</summary>
/// <param name="Number">His number in E.164.</param>
/// <param name="Name">The name his network sends; null for none.</param>
public sealed record SimulatedCustomer(string Number, string? Name);
