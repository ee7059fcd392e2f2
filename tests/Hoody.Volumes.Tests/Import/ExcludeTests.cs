using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Import;

public sealed class ExcludeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_is_left_out_is_as_if_it_were_not_there()
    {
        string source = _directory.CreateDirectory("source");
        Shell.Run(
            source,
            """
            mkdir -p cache/deep src/obj; touch cache/deep/file src/obj/a.o src/obj/keep src/main.c src/a.o; mkfifo src/pipe.o
            echo linked > one; ln one two.o; find . -exec touch -h -d @1700000000 {} +
            """);
        string expected = _directory["expected"];
        Shell.Run(_directory.Path, "cp -a source expected; cd expected; rm -r cache src/obj/a.o src/a.o src/pipe.o two.o; find . -exec touch -h -d @1700000000 {} +");
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(source, new ImportOptions { Excludes = ["/cache", "*.o"] });

        Assert.Equal((await store.ImportAsync(expected)).Root, imported.Root);
        Assert.Empty(imported.Notices);
    }

    [Theory]
    [InlineData("[a")]
    [InlineData(null)]
    public async Task A_pattern_that_is_none_is_refused_before_the_directory_is_looked_for(string? pattern)
    {
        await using TestStore store = await TestStore.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.ImportAsync(_directory["missing"], new ImportOptions { Excludes = [pattern!] })); // Null is what is tried.
    }

    [Fact]
    public async Task A_pattern_that_is_none_is_refused_before_anything_is_read()
    {
        await using TestStore store = await TestStore.CreateAsync();

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            () => store.ImportAsync(_directory.Path, new ImportOptions { Excludes = ["*.tmp", "[a"] }));

        Assert.Contains("\"[a\" is not a pattern", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, store.Blobs.GetStatistics().Blobs);
    }
}
