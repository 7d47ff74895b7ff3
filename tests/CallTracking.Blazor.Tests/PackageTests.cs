using System.Reflection;

namespace CallTracking.Blazor;

public sealed class PackageTests
{
    [Fact]
    public void Package_References_NoKitOfTheHost() =>
        Assembly.Load("CallTracking.Blazor").GetReferencedAssemblies().Should().NotContain(assembly => assembly.Name == "MudBlazor");
}
