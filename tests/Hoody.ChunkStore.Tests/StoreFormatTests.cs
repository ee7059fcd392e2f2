using System.Text;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>What is not a store of this version is refused by name, and left as it is.</summary>
public sealed class StoreFormatTests
{
    [Fact]
    public async Task A_place_without_FORMAT_is_not_a_store()
    {
        using TempDirectory directory = new();
        await File.WriteAllTextAsync(directory["notes.txt"], "mine");
        UnsupportedFormatException error = await Assert.ThrowsAsync<UnsupportedFormatException>(
            () => BlobStore.OpenAsync(new DiskBackend(directory.Path)));
        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("not a store", error.Message, StringComparison.Ordinal);
        Assert.Equal([directory["notes.txt"]], Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_not_a_store()
    {
        using TempDirectory directory = new();
        await File.WriteAllTextAsync(directory["file"], "mine");
        await Assert.ThrowsAsync<UnsupportedFormatException>(() => BlobStore.OpenAsync(new DiskBackend(directory["file"])));
        await Assert.ThrowsAsync<BackendException>(() => BlobStore.CreateAsync(new DiskBackend(directory["file"])));
        Assert.Equal("mine", await File.ReadAllTextAsync(directory["file"]));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("10")]
    [InlineData("99")]
    public async Task A_store_of_another_version_is_refused_and_nothing_is_written(string version)
    {
        string text = $"hoody-store {version}\nwhatever a later version says\n";
        UnsupportedFormatException error = await OpenAsync<UnsupportedFormatException>(Encoding.ASCII.GetBytes(text));
        Assert.Equal($"version '{version}'", error.Found);
        Assert.Equal("version 1", error.Supported);
    }

    [Fact]
    public async Task A_store_with_an_unknown_chunker_profile_is_refused_by_its_name()
    {
        byte[] format = Encode(Guid.Empty.ToString("N"), "blake3-256", "rabin-1m-v9");
        Assert.Contains("rabin-1m-v9", (await OpenAsync<UnsupportedFormatException>(format)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_with_another_hash_is_refused_by_its_name()
    {
        byte[] format = Encode(Guid.Empty.ToString("N"), "sha-256", "window-64k-v1");
        Assert.Contains("sha-256", (await OpenAsync<UnsupportedFormatException>(format)).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("{00000000-0000-0000-0000-000000000000}")]
    public async Task A_store_id_of_another_form_is_damage(string id) =>
        await OpenAsync<CorruptDataException>(Encode(id, "blake3-256", "window-64k-v1"));

    [Fact]
    public async Task A_FORMAT_of_any_size_is_read_no_further_than_its_bound() =>
        await OpenAsync<CorruptDataException>(new byte[SealedText.MaxLengthBytes + 1]);

    [Fact]
    public async Task Every_flipped_bit_and_every_missing_byte_of_FORMAT_is_noticed()
    {
        byte[] format = Encode(Guid.Empty.ToString("N"), "blake3-256", "window-64k-v1");
        for (int bit = 0; bit < format.Length * 8; bit++)
        {
            byte[] damaged = [.. format];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Exception? error = await Record.ExceptionAsync(() => OpenAsync(damaged));
            Assert.True(error is CorruptDataException or UnsupportedFormatException, $"bit {bit}: {error}");
        }

        for (int length = 0; length < format.Length; length++)
        {
            await OpenAsync<CorruptDataException>(format[..length]);
        }

        await OpenAsync<CorruptDataException>([.. format, (byte)'\n']);
    }

    private static byte[] Encode(params string[] values) => new SealedText("hoody-store", 1, "id", "hash", "chunker").Encode(values);

    private static async Task<TException> OpenAsync<TException>(byte[] format)
        where TException : Exception => await Assert.ThrowsAsync<TException>(() => OpenAsync(format));

    private static async Task OpenAsync(byte[] format)
    {
        MemoryBackend backend = await BackendContent.ToBackendAsync([new("FORMAT", format)]);
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(backend);
        try
        {
            await using BlobStore store = await BlobStore.OpenAsync(backend);
        }
        finally
        {
            Assert.Equal(before, await BackendContent.ReadAsync(backend));
        }
    }
}
