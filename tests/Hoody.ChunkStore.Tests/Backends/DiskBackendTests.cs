using System.Buffers;
using System.Runtime.Versioning;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Backends;

[SupportedOSPlatform("linux")]
public sealed class DiskBackendTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    public DiskBackendTests() => Backend = new DiskBackend(Root);

    private string Root => _directory["deep/er/store"];

    private DiskBackend Backend { get; }

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Reading_makes_no_directory()
    {
        Assert.Empty(await ListAsync(""));
        Assert.Null(await Backend.GetLengthAsync("a", default));
        await Backend.DeleteAsync("a", default);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Files_and_directories_are_for_their_owner_alone()
    {
        await CreateAsync("a/b", [1]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(Root, "a/b")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Join(Root, "a")));
    }

    [Fact]
    public async Task Two_backends_over_one_directory_see_one_winner_for_each_name()
    {
        await using DiskBackend other = new(Root);
        for (int round = 0; round < 50; round++)
        {
            string name = $"race/{round}";
            Task<bool> first = CreateAsync(name, [1]);
            Task<bool> second = other.CreateIfAbsentAsync(name, new([2]), default).AsTask();
            Assert.NotEqual(await first, await second);
            Assert.Equal([await first ? (byte)1 : (byte)2], await ReadAllAsync(name));
        }
    }

    [Fact]
    public async Task Two_processes_see_one_winner_for_each_name()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(number => $"{number:D3}")];

        // From both ends: whichever starts late, they meet.
        ToolResult[] results = await Task.WhenAll(
            Task.Run(() => CreateInChild(names)), Task.Run(() => CreateInChild([.. names.Reverse()])));
        IEnumerable<bool> first = results[0].Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line == "created");
        IEnumerable<bool> second = results[1].Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line == "created");
        Assert.Equal(first, second.Reverse().Select(won => !won));
        Assert.Equal(names, (await ListAsync("")).Select(name => name["race".Length..]));
    }

    [Fact]
    public async Task What_a_dead_process_left_in_tmp_is_swept_by_the_first_write()
    {
        string dead = Directory.CreateDirectory(Path.Join(Root, "tmp", "dead")).FullName;
        await File.WriteAllTextAsync(Path.Join(dead, "1"), "half");
        await CreateAsync("a", [1]);
        Assert.False(Directory.Exists(dead));
    }

    [Fact]
    public async Task What_a_living_process_has_in_tmp_is_left_alone()
    {
        await CreateAsync("a", [1]);
        string living = Path.Join(Assert.Single(Directory.GetDirectories(Path.Join(Root, "tmp"))), "77");
        await File.WriteAllTextAsync(living, "half");
        await using (DiskBackend other = new(Root))
        {
            await other.CreateIfAbsentAsync("b", new([2]), default);
        }

        Assert.True(File.Exists(living));
    }

    [Fact]
    public async Task Disposing_leaves_nothing_in_tmp()
    {
        await CreateAsync("a", [1]);
        await Backend.DisposeAsync();
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Path.Join(Root, "tmp")), path => !IsReserve(path));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CreateAsync("b", [1]));
    }

    [Fact]
    public async Task A_write_cancelled_half_way_leaves_no_trace()
    {
        using CancellationTokenSource source = new();
        using CancellingMemory memory = new(source);
        ReadOnlySequence<byte> content = TwoSegments(memory.Memory, new byte[100]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Backend.CreateIfAbsentAsync("a", content, source.Token));
        Assert.Empty(await ListAsync(""));
        Assert.DoesNotContain(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories), path => !IsReserve(path));
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_refused_and_nothing_is_written_behind_it()
    {
        string outside = _directory.CreateDirectory("outside");
        await File.WriteAllTextAsync(Path.Join(outside, "secret"), "x");
        await CreateAsync("a", [1]);
        Directory.CreateSymbolicLink(Path.Join(Root, "folder"), outside);

        await Assert.ThrowsAsync<BackendException>(() => CreateAsync("folder/new", [1]));
        await Assert.ThrowsAsync<BackendException>(async () => await Backend.GetLengthAsync("folder/secret", default));
        await Assert.ThrowsAsync<BackendException>(async () => await Backend.DeleteAsync("folder/secret", default));
        Assert.Equal(["a"], await ListAsync(""));
        Assert.Equal(["secret"], Directory.GetFiles(outside).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_link_in_the_place_of_an_object_is_not_followed()
    {
        await File.WriteAllTextAsync(_directory["secret"], "x");
        await CreateAsync("a", [1]);
        File.CreateSymbolicLink(Path.Join(Root, "link"), _directory["secret"]);

        BackendException error = await Assert.ThrowsAsync<BackendException>(() => ReadAllAsync("link"));
        Assert.Contains("ELOOP", error.Message, StringComparison.Ordinal);
        Assert.False(await CreateAsync("link", [1]));
        Assert.Equal("x", await File.ReadAllTextAsync(_directory["secret"]));
    }

    [SkippableFact]
    public async Task A_pipe_in_the_place_of_an_object_is_refused_at_once()
    {
        Skip.IfNot(Tool.Exists("mkfifo"), "mkfifo is not installed");
        await CreateAsync("a", [1]);
        Assert.Equal(0, Tool.Run("mkfifo", Path.Join(Root, "pipe")).ExitCode);
        await Assert.ThrowsAsync<BackendException>(async () => await Backend.ReadAsync("pipe", 0, new byte[1], default));
    }

    [Fact]
    public async Task Files_whose_names_no_object_has_are_not_listed()
    {
        await CreateAsync("a", [1]);
        await File.WriteAllTextAsync(Path.Join(Root, "not an object"), "x");
        Assert.Equal(["a"], await ListAsync(""));
    }

    [SkippableFact]
    public async Task A_full_disk_is_a_full_store_and_creates_nothing()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "this process may not mount");
        using SmallFileSystem disk = new(1 << 20);
        await using DiskBackend backend = new(Path.Join(disk.Path, "store"));

        StoreFullException error = await Assert.ThrowsAsync<StoreFullException>(
            async () => await backend.CreateIfAbsentAsync("large", new(new byte[2 << 20]), default));
        Assert.Contains("ENOSPC", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories));
        Assert.True(await backend.CreateIfAbsentAsync("small", new(new byte[1 << 19]), default));
    }

    [SkippableFact]
    public async Task A_directory_that_cannot_be_made_is_a_typed_error_naming_it()
    {
        Skip.IfNot(Directory.Exists("/proc/1"), "there is no /proc");
        await using DiskBackend backend = new("/proc/store");
        BackendException error = await Assert.ThrowsAsync<BackendException>(
            async () => await backend.CreateIfAbsentAsync("a", new([1]), default));
        Assert.Contains("/proc/store", error.Message, StringComparison.Ordinal);
    }

    private Task<bool> CreateAsync(string name, byte[] content) => Backend.CreateIfAbsentAsync(name, new(content), default).AsTask();

    private async Task<byte[]> ReadAllAsync(string name)
    {
        byte[] content = new byte[await Backend.GetLengthAsync(name, default) ?? throw new ObjectNotFoundException(name)];
        Assert.Equal(content.Length, await Backend.ReadAsync(name, 0, content, default));
        return content;
    }

    private Task<string[]> ListAsync(string prefix) => Backend.NamesAsync(prefix);

    private static bool IsReserve(string path) => path.Contains("/tmp/reserve.", StringComparison.Ordinal);

    private ToolResult CreateInChild(string[] names) => Tool.Run(
        "dotnet", ["exec", typeof(DiskBackendTests).Assembly.Location, "create", Root, "race", .. names]);

    private static ReadOnlySequence<byte> TwoSegments(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        Segment start = new(first, null);
        return new ReadOnlySequence<byte>(start, 0, new Segment(second, start), second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            RunningIndex = previous?.Memory.Length ?? 0;
            if (previous is not null)
            {
                previous.Next = this;
            }
        }
    }

    /// <summary>Memory that cancels when it is read.</summary>
    private sealed class CancellingMemory(CancellationTokenSource source) : MemoryManager<byte>
    {
        private readonly byte[] _bytes = new byte[100];

        // Not the base's, which reads to learn the length.
        public override Memory<byte> Memory => CreateMemory(_bytes.Length);

        public override Span<byte> GetSpan()
        {
            source.Cancel();
            return _bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => _bytes.AsMemory(elementIndex).Pin();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
