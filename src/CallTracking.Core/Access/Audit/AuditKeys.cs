using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Access;

/// <summary>The keys of checkpoints: the first one that can signs, all of them verify.</summary>
internal sealed class AuditKeys
{
    private const string SecretPrefix = "hmac ";
    private const int LeastSecretBytes = 32;

    private readonly List<Key> _keys = [];

    private AuditKeys(string source)
    {
        Source = source;
    }

    /// <summary>Where they come from, for errors.</summary>
    public string Source { get; }

    public static AuditKeys Of(byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var keys = new AuditKeys("AuditOptions.Key");
        keys.AddSecret(secret);
        return keys;
    }

    /// <summary>Reads a key file; makes one where there is none.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read or made, others may read it, or it holds no usable key; one line.</exception>
    public static AuditKeys Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Write(path, [NewSecret()], FileMode.CreateNew);
            }

            ThrowIfOpenToOthers(path);
            var keys = new AuditKeys(path);
            keys.Parse(File.ReadAllText(path));
            return keys;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{path}: the key of the audit's checkpoints can be neither read nor made ({exception.Message}); give the host the right to, or "
                + "name another KeyFile.", exception);
        }
    }

    /// <summary>Puts a new random secret in front of the keys of a file; those before still verify.</summary>
    /// <returns>The new key's id.</returns>
    public static string Rotate(string path)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        _ = Read(path);
        var next = path + ".next";
        File.Delete(next);
        Write(next, [NewSecret(), before.TrimEnd()], FileMode.CreateNew);
        File.Move(next, path, overwrite: true);
        Storage.DiskSync.Folder(path);
        return Read(path)._keys[0].Id;
    }

    public AuditCheckpoint Sign(AuditCheckpoint unsigned)
    {
        var key = _keys.Find(static key => key.CanSign) ?? throw new InvalidOperationException(
            $"{Source}: none of the keys can sign, they only verify; put a secret or a private key first.");
        var named = unsigned with { KeyId = key.Id };
        return named with { Signature = Convert.ToBase64String(key.Sign(named.SignedBytes())) };
    }

    public bool IsValid(AuditCheckpoint checkpoint)
    {
        Span<byte> signature = stackalloc byte[256];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out var length)
            && _keys.Find(key => key.Id == checkpoint.KeyId) is { } key && key.Verify(checkpoint.SignedBytes(), signature[..length]);
    }

    private static string NewSecret() =>
        SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LeastSecretBytes));

    private static void Write(string path, IEnumerable<string> lines, FileMode mode)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        file.Flush(flushToDisk: true);
    }

    // A key that others can read vouches for nothing.
    private static void ThrowIfOpenToOthers(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new InvalidOperationException($"{path}: others may read or write the key of the audit's checkpoints. Run: chmod 600 {path}");
        }
    }

    private void Parse(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries).Where(static line => line.StartsWith(SecretPrefix, StringComparison.Ordinal)))
        {
            try
            {
                AddSecret(Convert.FromHexString(line[SecretPrefix.Length..].Trim()), text.IndexOf(line, StringComparison.Ordinal));
            }
            catch (FormatException exception)
            {
                throw new InvalidOperationException($"{Source}: a line that begins with 'hmac ' must go on with hexadecimal digits.", exception);
            }
        }

        var from = 0;
        while (PemEncoding.TryFind(text.AsSpan(from), out var fields))
        {
            AddPem(text.AsSpan(from)[fields.Location].ToString(), text.AsSpan(from)[fields.Label].ToString(), from + fields.Location.Start.Value);
            from += fields.Location.End.Value;
        }

        _keys.Sort(static (left, right) => left.Place.CompareTo(right.Place));
        if (_keys.Count == 0)
        {
            throw new InvalidOperationException(
                $"{Source}: there is no key in it. Write 'hmac ' and at least {2 * LeastSecretBytes} hexadecimal digits, or an ECDSA key in PEM; or "
                + "delete the file to have one made.");
        }
    }

    private void AddSecret(byte[] secret, int place = 0)
    {
        if (secret.Length < LeastSecretBytes)
        {
            throw new InvalidOperationException($"{Source}: the secret has {secret.Length} bytes and needs at least {LeastSecretBytes}.");
        }

        _keys.Add(new Key(
            IdOf([.. "ct-audit-key"u8, .. SHA256.HashData(secret)]), place, CanSign: true, bytes => HMACSHA256.HashData(secret, bytes),
            (bytes, signature) => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, bytes), signature)));
    }

    private void AddPem(string pem, string label, int place)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            var canSign = label != "PUBLIC KEY";
            _keys.Add(new Key(
                IdOf(key.ExportSubjectPublicKeyInfo()), place, canSign, bytes => key.SignData(bytes, HashAlgorithmName.SHA256),
                (bytes, signature) => key.VerifyData(bytes, signature, HashAlgorithmName.SHA256)));
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidOperationException($"{Source}: the block '{label}' is no ECDSA key ({exception.Message.ReplaceLineEndings(" ")}).", exception);
        }
    }

    private static string IdOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    private sealed record Key(string Id, int Place, bool CanSign, Func<byte[], byte[]> Sign, VerifySignature Verify);

    private delegate bool VerifySignature(byte[] bytes, ReadOnlySpan<byte> signature);
}
