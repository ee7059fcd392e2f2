using System.Globalization;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>The chunks of a file that have to come from the store are read together.</summary>
public sealed class ChunkWindowTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(20, 1 << 20)]
    [InlineData(1, 20 << 20)] // more than one window
    public async Task A_few_reads_bring_files_of_many_chunks(int files, int lengthBytes)
    {
        string source = _directory.CreateDirectory("source");
        Shell.Run(source, string.Create(CultureInfo.InvariantCulture, $"for i in $(seq {files}); do head -c {lengthBytes} /dev/urandom > $i; done"));
        List<string> reads = [];
        HookedBackend backend = new(new MemoryBackend());
        await using TestStore store = await TestStore.CreateAsync(backend);
        TreeEntry root = (await store.ImportAsync(source)).Root;
        backend.Before = (operation, name) =>
        {
            lock (reads)
            {
                reads.AddRange(operation == BackendOperation.Read ? [name] : []);
            }

            return Task.CompletedTask;
        };

        ExportResult exported = await store.ExportAsync(root, _directory["target"]);

        Assert.Equal(files, exported.Created);
        Assert.InRange(reads.Count, 1, 100); // of at least 200 chunks
        Assert.Equal(DirectoryListing.Of(source), DirectoryListing.Of(_directory["target"]));
    }

    [Fact]
    public async Task What_one_chunk_of_a_file_lacks_in_an_old_version_comes_to_its_place()
    {
        string source = _directory.CreateDirectory("source");
        Shell.Run(source, "head -c 9000000 /dev/urandom > file; truncate -s 12M file; cat file file > twice");
        await using TestStore store = await TestStore.CreateAsync();
        await store.ExportAsync((await store.ImportAsync(source)).Root, _directory["target"]);
        Shell.Run(source, "printf changed | dd of=file bs=1 seek=4500000 conv=notrunc status=none; printf changed | dd of=twice bs=1 seek=20000000 conv=notrunc status=none");

        await store.ExportAsync((await store.ImportAsync(source)).Root, _directory["target"]);

        Assert.Equal(DirectoryListing.Of(source), DirectoryListing.Of(_directory["target"]));
    }
}
