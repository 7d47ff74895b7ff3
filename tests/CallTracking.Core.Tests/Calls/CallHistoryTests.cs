using CallTracking.Kits;
using CallTracking.Storage;

namespace CallTracking.Calls;

public sealed class CallHistoryTests : HistoryKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => PortableStore.OpenAsync(folder, Cancel);
}
