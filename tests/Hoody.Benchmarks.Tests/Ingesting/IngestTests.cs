using Hoody.Benchmarks.Chunking;
using Hoody.Benchmarks.Ingesting;
using Hoody.Benchmarks.Scenarios;
using Hoody.Hashing;
using Hoody.Testing;

namespace Hoody.Benchmarks.Tests.Ingesting;

public class IngestTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_windows_give_the_chunks_of_the_whole_files_on_any_number_of_threads(int threads)
    {
        using TempDirectory directory = new();
        byte[][] files = [SyntheticInput.Random(5_000_000), SyntheticInput.Text(3_333_333), [], SyntheticInput.Random(1 << 20, seed: 9)];
        string[] paths = [.. files.Select((file, index) => Written(directory, index, file))];

        Ingest ingest = new(paths, FindCut, ChunkerProfile.Fine.MaxLengthBytes);

        Assert.Equal(files.Sum(file => Cutting.Count(FindCut, file)), ingest.Run(threads));
        Assert.Equal(files.Sum(file => file.Length), ingest.Read(threads));
    }

    [Fact]
    public void A_chunk_that_was_not_there_before_is_an_error()
    {
        using TempDirectory directory = new();
        string path = Written(directory, 0, SyntheticInput.Random(100_000));
        Ingest ingest = new([path], FindCut, ChunkerProfile.Fine.MaxLengthBytes);
        File.WriteAllBytes(path, SyntheticInput.Random(100_000, seed: 2));

        Assert.Throws<InvalidOperationException>(() => ingest.Run(threads: 1));
    }

    private static int FindCut(ReadOnlySpan<byte> data) => Chunker.FindCut(ChunkerProfile.Fine, data);

    private static string Written(TempDirectory directory, int index, byte[] content)
    {
        string path = Path.Combine(directory.Path, $"{index}");
        File.WriteAllBytes(path, content);
        return path;
    }
}
