using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>Small files whose data have to come from the store are read together.</summary>
public sealed class BatchExportTests : IDisposable
{
    private const int FileCount = 300;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Hundreds_of_small_files_take_a_few_reads_when_they_are_new_and_when_they_changed()
    {
        await using CountingBackend backend = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        foreach (int seed in new[] { 1, 2 })
        {
            ModelTree tree = Tree(seed);
            TreeEntry root = await volume.PutAsync(tree);
            long before = backend.Reads;

            ExportResult exported = await volume.Store.ExportAsync(root, _directory.Path);

            Assert.Equal(FileCount, seed == 1 ? exported.Created : exported.Replaced);
            Assert.InRange(backend.Reads - before, 1, FileCount / 10);
            Assert.All(tree.Children, file => Assert.Equal(file.Data, File.ReadAllBytes(_directory[file.Entry.Name.ToString()])));
        }
    }

    private static ModelTree Tree(int seed)
    {
        Random random = new(seed);
        List<ModelTree> files = [];
        for (int i = 0; i < FileCount; i++)
        {
            byte[] data = new byte[3_000];
            random.NextBytes(data);
            files.Add(new ModelTree { Entry = Sample.File($"{i:D3}") with { Length = data.Length }, Data = data });
        }

        return new ModelTree { Entry = Sample.Directory(""), Children = files };
    }

    private sealed class CountingBackend : IStorageBackend
    {
        private readonly MemoryBackend _inner = new();
        private long _reads;

        public long Reads => Interlocked.Read(ref _reads);

        public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            _inner.CreateIfAbsentAsync(name, content, cancellationToken);

        public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return _inner.ReadAsync(name, offset, destination, cancellationToken);
        }

        public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => _inner.GetLengthAsync(name, cancellationToken);

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => _inner.ListAsync(prefix, cancellationToken);

        public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
