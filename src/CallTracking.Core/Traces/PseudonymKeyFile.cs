using System.Security.Cryptography;
using System.Text;
using CallTracking.Pbx.Traces;

namespace CallTracking.Traces;

/// <summary>The file that holds the secret of pseudonyms: its text, whatever it is, without white space around it.</summary>
internal static class PseudonymKeyFile
{
    private const int RandomBytes = 32;

    /// <summary>Reads the secret; makes one where there is none yet.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read or made, or is too short; one line that says what to do.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Make(path);
            }

            var key = Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
            return key.Length >= NumberPseudonyms.LeastKeyBytes ? key : throw new InvalidOperationException(
                $"{path}: the secret for pseudonyms has {key.Length} characters and needs at least {NumberPseudonyms.LeastKeyBytes}; delete the "
                + "file to have a new one made.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{path}: the secret for pseudonyms can be neither read nor made ({exception.Message}); give the host the right to, or name "
                + "another PseudonymKeyFile. Without it numbers would be recorded in clear.", exception);
        }
    }

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * RandomBytes, lowercase: true) + "\n"));
        file.Flush(flushToDisk: true);
    }
}
