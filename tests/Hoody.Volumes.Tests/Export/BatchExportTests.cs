using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;
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
        long reads = 0;
        HookedBackend backend = new(new MemoryBackend())
        {
            Before = (operation, _) =>
            {
                Interlocked.Add(ref reads, operation == BackendOperation.Read ? 1 : 0);
                return Task.CompletedTask;
            },
        };
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        foreach (int seed in new[] { 1, 2 })
        {
            ModelTree tree = Tree(seed);
            TreeEntry root = await volume.PutAsync(tree);
            Interlocked.Exchange(ref reads, 0);

            ExportResult exported = await volume.Store.ExportAsync(root, _directory.Path);

            Assert.Equal(FileCount, seed == 1 ? exported.Created : exported.Replaced);
            Assert.InRange(Interlocked.Read(ref reads), 1, FileCount / 10);
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
            files.Add(new ModelTree { Entry = Sample.File($"{i:D3}") with { Length = data.Length }, Data = data, ChunkLength = data.Length });
        }

        return new ModelTree { Entry = Sample.Directory(""), Children = files };
    }
}
