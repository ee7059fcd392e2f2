using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.StatCaching;

/// <summary>Names of one file: their number in the tree depends on all of them.</summary>
public sealed class CachedLinksTests
{
    [Theory]
    [InlineData("printf x > ../other; ln ../other c/other")]
    [InlineData("ln a/1 c/3")]
    [InlineData("rm a/1")] // the name that the number comes from
    [InlineData("rm b/2")]
    [InlineData("rm a/1 b/2")]
    [InlineData("mv a/1 c/1")]
    [InlineData("ln -f a/1 single")]
    [InlineData("ln ../outside c/inside")] // a second name of a file that had one name in the tree
    [InlineData("rm ../outside")]
    [InlineData("printf changed > a/1")]
    [InlineData("mv a z")] // the names stay, their paths do not
    public async Task A_change_of_names_is_found(string script)
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "mkdir a b c; head -c 300000 /dev/urandom > a/1; ln a/1 b/2; printf s > single; printf o > ../outside; ln ../outside a/out");
        Shell.Run(import.Source, "ln -s nowhere a/link; ln -P a/link b/link; mkfifo a/fifo; ln a/fifo c/fifo");
        ImportResult first = await import.ImportAsync();
        Assert.Equal(first.Root.Totals.Entries, (await import.ImportAsync()).Statistics.EntriesKept);

        await import.ImportAfterAsync(script);

        ImportResult last = await import.ImportAsync();
        Assert.Equal(last.Root.Totals.Entries, last.Statistics.EntriesKept);
    }

    [Fact]
    public async Task A_name_that_is_left_out_by_now_changes_the_number_of_the_others()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "mkdir a b; printf 1 > a/1; ln a/1 b/2; ln a/1 b/3; printf 4 > a/4; ln a/4 b/4");
        await import.ImportAsync();

        await import.ImportAsync(import.Options with { Excludes = ["a/*"] });
        await import.ImportAsync();
    }
}
