using System.Globalization;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>A folder of CDR files, gone after the test.</summary>
internal sealed class CdrFolderOnDisk : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cdr-").FullName;

    public string Master => File("Master.csv");

    /// <summary>The row of a call from +1 202 555 01nn.</summary>
    public static string Row(int number)
    {
        var start = new DateTime(2026, 11, 23, 4, 0, 0).AddMinutes(number);
        var id = $"{new DateTimeOffset(start, TimeSpan.Zero).ToUnixTimeSeconds()}.{number}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"\",\"120255501{number:00}\",\"700\",\"in\",\"\"\"Ann\"\" <120255501{number:00}>\",\"PJSIP/line-{number:x8}\","
            + $"\"PJSIP/desk-{number:x8}\",\"Dial\",\"PJSIP/desk,8\",\"{start:yyyy-MM-dd HH:mm:ss}\",\"{start.AddSeconds(5):yyyy-MM-dd HH:mm:ss}\","
            + $"\"{start.AddSeconds(30):yyyy-MM-dd HH:mm:ss}\",30,25,\"ANSWERED\",\"DOCUMENTATION\",\"{id}\",\"\",\"\",\"{id}\",{number}\n");
    }

    public static string Rows(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(Row));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text, Encoding.UTF8);

    /// <summary>As <c>cdr_csv</c> does: opened, written behind the end, closed.</summary>
    public void Append(string text) => System.IO.File.AppendAllText(Master, text);

    /// <summary>As <c>logrotate</c> does.</summary>
    public void Rename(string name) => System.IO.File.Move(Master, File(name));

    /// <summary>As <c>logrotate</c> does with <c>copytruncate</c>.</summary>
    public void CopyAndEmpty(string name)
    {
        System.IO.File.Copy(Master, File(name));
        using var file = new FileStream(Master, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
    }

    public IEnumerable<string> Names(string folder = "") => Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder))
        .Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
