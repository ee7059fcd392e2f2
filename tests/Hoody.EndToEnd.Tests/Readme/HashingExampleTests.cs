using Hoody.Hashing;
using Hoody.Testing;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The samples of the hashing package's README, run.</summary>
public sealed class HashingExampleTests
{
    private static readonly byte[] _bytes = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * i >> 7))];

    [Fact]
    public async Task The_hash_sample_gives_one_digest_whatever_the_way()
    {
        using TempDirectory directory = new();
        await File.WriteAllBytesAsync(directory["file"], _bytes);
        Assert.All(await HashingExample.HashAsync(_bytes, directory["file"]), digest => Assert.Equal(Blake3Hasher.Hash(_bytes), digest));
    }

    [Fact]
    public async Task The_incremental_sample_gives_the_code_of_all_parts()
    {
        byte[] key = _bytes[..32];
        (Blake3Digest code, byte[] mask) = await HashingExample.AuthenticateAsync(key, _bytes[..99], new MemoryStream(_bytes[99..]));
        Assert.Equal(Blake3Hasher.HashKeyed(key, _bytes), code);
        Assert.Equal(1000, mask.Length);
        Assert.NotEqual(code, new Blake3Digest(mask.AsSpan(0, 32)));
    }

    [Fact]
    public void The_sample_of_many_inputs_gives_each_its_digest() =>
        Assert.Equal(
            [Blake3Hasher.Hash(_bytes.AsSpan(0, 700)), Blake3Hasher.Hash(_bytes.AsSpan(700, 4096)), Blake3Hasher.Hash(_bytes.AsSpan(4796, 12))],
            HashingExample.HashMany(_bytes));

    [Fact]
    public async Task The_chunk_sample_stores_each_chunk_under_its_digest()
    {
        Dictionary<Blake3Digest, byte[]> store = await HashingExample.ChunkAsync(new MemoryStream(_bytes));
        Assert.NotEmpty(store);
        Assert.All(store, pair => Assert.Equal(Blake3Hasher.Hash(pair.Value), pair.Key));
    }
}
