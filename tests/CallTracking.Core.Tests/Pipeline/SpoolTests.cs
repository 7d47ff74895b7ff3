using CallTracking.Kits;
using CallTracking.Pipeline;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SpoolFlaw> _flaws = [];

    [Fact]
    public void Peek_AfterReopening_GivesWhatWasAppendedInOrder()
    {
        using (var spool = Open())
        {
            spool.TryAppend([Sample.Commit(1, [Sample.Full(1)]), Sample.Commit(2)]).Should().BeTrue();
            spool.TryAppend([Sample.Commit(3)]).Should().BeTrue();
        }

        using var reopened = Open();

        Ordinals(reopened).Should().Equal(1, 2, 3);
        _flaws.Should().BeEmpty();
    }

    [Fact]
    public void Peek_MoreThanAsked_GivesTheFirstAndThenTheNext()
    {
        using var spool = Open();
        spool.TryAppend([.. Enumerable.Range(1, 5).Select(n => Sample.Commit(n))]);

        var first = spool.Peek(2, long.MaxValue)!;
        spool.Drop(first);
        var second = spool.Peek(10, 1)!;
        spool.Drop(second);

        first.Commits.Select(commit => commit.Ordinal).Should().Equal(1, 2);
        second.Commits.Select(commit => commit.Ordinal).Should().Equal(3);
        Ordinals(spool).Should().Equal(4, 5);
    }

    [Fact]
    public void Drop_LastEntry_GivesTheSpaceBackAndIsReadyForMore()
    {
        using var spool = Open(segment: 2_000);
        for (var n = 1; n <= 40; n++)
        {
            spool.TryAppend([Sample.Commit(n, [Sample.Full(n)])]).Should().BeTrue();
        }

        Files().Should().HaveCountGreaterThan(5);
        Ordinals(spool).Should().Equal(Enumerable.Range(1, 40).Select(n => (long)n));

        Files().Should().ContainSingle().Which.Length.Should().BeLessThan(100);
        spool.Bytes.Should().Be(0);
        spool.IsEmpty.Should().BeTrue();
        spool.TryAppend([Sample.Commit(41)]);
        Ordinals(spool).Should().Equal(41);
    }

    [Fact]
    public void TryAppend_Full_RefusesUntilThereIsRoom()
    {
        using var spool = Open(most: 4_000, segment: 1_000);
        var taken = 0;
        while (spool.TryAppend([Sample.Commit(taken + 1, [Sample.Full(1)])]))
        {
            taken++;
        }

        taken.Should().BeInRange(3, 30);
        spool.Bytes.Should().BeLessThanOrEqualTo(4_000);
        spool.Drop(spool.Peek(3, long.MaxValue)!);
        spool.TryAppend([Sample.Commit(taken + 1, [Sample.Full(1)])]).Should().BeTrue();
    }

    [Fact]
    public void Open_CutAtAnyByte_KeepsTheWholeEntriesAndTakesMore()
    {
        long[] ends = new long[6];
        string path;
        using (var spool = Open())
        {
            path = Files().Single().FullName;
            ends[0] = new FileInfo(path).Length;
            for (var n = 1; n <= 5; n++)
            {
                spool.TryAppend([Sample.Commit(n, n == 3 ? [Sample.Full(3)] : [])]);
                ends[n] = new FileInfo(path).Length;
            }
        }

        var whole = File.ReadAllBytes(path);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var kept = ends.Count(end => end <= length) - 1;
            _flaws.Clear();
            using (var spool = Open())
            {
                spool.TryAppend([Sample.Commit(9)]);
            }

            using var reopened = Open();
            Ordinals(reopened).Should().Equal(Enumerable.Range(1, Math.Max(kept, 0)).Select(n => (long)n).Append(9), $"cut at {length}");
            _flaws.Should().HaveCount(kept >= 0 && ends.Contains(length) ? 0 : kept < 0 ? 0 : 1, $"cut at {length}");
        }
    }

    [Fact]
    public void Open_AnyByteFlipped_GivesNoWrongCommit()
    {
        string path;
        using (var spool = Open())
        {
            spool.TryAppend([.. Enumerable.Range(1, 4).Select(n => Sample.Commit(n, [Sample.Bare(n)]))]);
            path = Files().Single().FullName;
        }

        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            try
            {
                using var spool = Open();
                var read = Ordinals(spool);
                read.Should().BeSubsetOf([1L, 2, 3, 4]).And.BeInAscendingOrder();
                read.Count.Should().BeInRange(0, 3, $"byte {at} is wrong");
            }
            catch (InvalidDataException exception)
            {
                exception.Message.Should().StartWith(path);
                File.ReadAllBytes(path).Should().Equal(damaged, "what cannot be read is left alone");
            }
        }
    }

    [Fact]
    public void Open_AnEntryAmidTheFileIsDamaged_LosesOnlyThatAndSaysSo()
    {
        string path;
        using (var spool = Open())
        {
            spool.TryAppend([.. Enumerable.Range(1, 3).Select(n => Sample.Commit(n, [Sample.Full(n)]))]);
            path = Files().Single().FullName;
        }

        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var reopened = Open();

        Ordinals(reopened).Should().Equal(1, 3);
        _flaws.Should().ContainSingle().Which.IsTorn.Should().BeFalse();
    }

    [Fact]
    public void TryAppend_DiskIsFull_AppendsNothingAndWorksAgainWhenThereIsSpace()
    {
        var disk = new FaultyDisk();
        using (var spool = Open(open: disk.Open))
        {
            spool.TryAppend([Sample.Commit(1)]);
            for (var room = 0; room < 200; room += 7)
            {
                disk.Room = room;
                var append = () => spool.TryAppend([Sample.Commit(2, [Sample.Full(2)])]);
                append.Should().Throw<IOException>();
            }

            disk.Room = null;
            spool.TryAppend([Sample.Commit(2)]).Should().BeTrue();
        }

        using var reopened = Open();
        Ordinals(reopened).Should().Equal(1, 2);
        _flaws.Should().BeEmpty();
    }

    [Fact]
    public void TryAppend_DiskIsFullAtANewFile_AppendsNothingAndWorksAgainWhenThereIsSpace()
    {
        var disk = new FaultyDisk();
        using var spool = Open(segment: 200, open: disk.Open);
        spool.TryAppend([Sample.Commit(1, [Sample.Full(1)])]);
        disk.Room = 5;
        var append = () => spool.TryAppend([Sample.Commit(2)]);
        append.Should().Throw<IOException>();
        append.Should().Throw<IOException>();

        disk.Room = null;
        spool.TryAppend([Sample.Commit(2)]).Should().BeTrue();

        Ordinals(spool).Should().Equal(1, 2);
    }

    [Fact]
    public void TryAppend_DiskDoesNotFlush_AppendsNothing()
    {
        var disk = new FaultyDisk();
        using var spool = Open(open: disk.Open);
        spool.TryAppend([Sample.Commit(1)]);
        disk.Flushes = false;
        var append = () => spool.TryAppend([Sample.Commit(2)]);

        append.Should().Throw<IOException>();
        disk.Flushes = true;
        spool.TryAppend([Sample.Commit(3)]);

        Ordinals(spool).Should().Equal(1, 3);
    }

    [Fact]
    public void Open_TwoLinksOfSimilarNames_KeepApart()
    {
        using var first = Spool.Open(Folder(), "default", "a/b", _flaws);
        using var second = Spool.Open(Folder(), "default", "a:b", _flaws);
        first.TryAppend([Sample.Commit(1)]);

        second.IsEmpty.Should().BeTrue();
        Files().Should().HaveCount(2).And.OnlyContain(file => file.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || "-.".Contains(letter)));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("ហេតុ")]
    [InlineData("NUL")]
    public void FilePrefix_AnyName_IsSafe(string link) =>
        Spool.FilePrefix("default", link).Should().MatchRegex("^[a-z0-9-]+$").And.MatchRegex("-[0-9a-f]{12}-$");

    [Fact]
    public void Open_ByTwoHosts_RefusesTheSecond()
    {
        using var first = Open();
        var second = () => Open();

        second.Should().Throw<IOException>();
    }

    [Fact]
    public void Open_OfANewerVersion_SaysSoAndLeavesItAlone()
    {
        string path;
        using (Open())
        {
            path = Files().Single().FullName;
        }

        var bytes = File.ReadAllBytes(path);
        bytes[7] = (byte)'2';
        File.WriteAllBytes(path, [.. bytes, .. new byte[100]]);
        var open = () => Open();

        open.Should().Throw<InvalidDataException>().WithMessage("*newer version*");
        new FileInfo(path).Length.Should().Be(bytes.Length + 100);
    }

    public void Dispose() => _folder.Dispose();

    internal static List<long> Ordinals(Spool spool)
    {
        var ordinals = new List<long>();
        while (spool.Peek(4, 1 << 20) is { } batch)
        {
            ordinals.AddRange(batch.Commits.Select(commit => commit.Ordinal));
            spool.Drop(batch);
        }

        return ordinals;
    }

    private SpoolFolder Folder(long most = 1 << 20, long segment = 1 << 18, Func<string, SpoolFile>? open = null) =>
        new(_folder.Path, most, segment, open ?? (path => new SpoolFile(path)));

    private Spool Open(long most = 1 << 20, long segment = 1 << 18, Func<string, SpoolFile>? open = null) =>
        Spool.Open(Folder(most, segment, open), Sample.Tenant, Sample.Link, _flaws);

    private List<FileInfo> Files() => [.. new DirectoryInfo(_folder.Path).GetFiles()];
}
