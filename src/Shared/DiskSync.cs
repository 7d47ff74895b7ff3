using System.Runtime.InteropServices;

namespace CallTracking.Storage;

/// <summary>Makes files and their names durable.</summary>
/// <remarks>Compiled into each package that needs it: no package shows its internals to another.</remarks>
internal static class DiskSync
{
    public static void File(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Makes the name of a file durable: on Unix it stands in its folder, which is synchronised apart. Windows does it by
    /// itself.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Open(Path.GetDirectoryName(Path.GetFullPath(path))!, 0);
        if (folder >= 0)
        {
            // Some file systems cannot, and need not.
            _ = Sync(folder);
            _ = Close(folder);
        }
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code for three calls.
    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
#pragma warning restore SYSLIB1054
}
