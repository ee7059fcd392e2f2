using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Files by kind, in a plan: what the target has in their place, and what of them it holds.</summary>
public sealed class PlanKindTests
{
    // One of a single chunk, one of a list, one below, one that is the same as another, one that is empty.
    private static readonly ModelTree[] _before = [File("a", "abc"), File("b", "bcdefg"), Directory("d", File("e", "pqr"), File("f", "abc")), File("g", "")];

    [Fact]
    public async Task Without_a_base_every_file_that_moves_is_new() => Assert.Equal((3, 0, 2), await PlanAsync(null, _before));

    [Fact]
    public async Task What_the_target_holds_is_reused_and_moves_nothing() => Assert.Equal((0, 0, 5), await PlanAsync(_before, _before));

    [Fact]
    public async Task A_file_of_one_chunk_with_other_bytes_is_changed() =>
        Assert.Equal((0, 1, 4), await PlanAsync(_before, [File("a", "abX"), .. _before[1..]]));

    [Fact]
    public async Task A_file_of_which_a_chunk_is_another_is_changed() =>
        Assert.Equal((0, 1, 4), await PlanAsync(_before, [_before[0], File("b", "bcdefX"), .. _before[2..]]));

    [Fact]
    public async Task A_file_in_a_place_where_there_was_none_is_new_also_below() =>
        Assert.Equal((2, 0, 5), await PlanAsync(_before, [.. _before[..2], Directory("d", [.. _before[2].Children, File("x", "xyz")]), _before[3], File("z", "zyxwvu")]));

    [Fact]
    public async Task A_file_that_was_moved_or_copied_or_emptied_is_reused() =>
        Assert.Equal((0, 0, 4), await PlanAsync(_before, [File("b", ""), File("c", "bcdefg"), File("copy", "abc"), File("h", "pqr")]));

    [Fact]
    public async Task A_file_in_the_place_of_a_directory_is_new() =>
        Assert.Equal((1, 0, 3), await PlanAsync(_before, [.. _before[..2], File("d", "xyz"), _before[3]]));

    [Fact]
    public async Task The_same_new_bytes_under_two_names_move_for_the_first() =>
        Assert.Equal((1, 0, 1), await PlanAsync(null, [File("a", "abcdef"), File("b", "abcdef")]));

    [Fact]
    public async Task Many_files_in_directories_that_are_split_are_told_apart_by_their_names()
    {
        ModelTree[] before = [.. Enumerable.Range(0, 2_000).Select(i => File($"{2 * i:D5}", $"{i:D3}"))];
        ModelTree[] after = [.. before.Select((file, i) => i % 100 == 0 ? File(file.Entry.Name.ToString(), $"X{i:D3}") : file), File("99999", "new")];

        Assert.Equal((1, 20, 1_980), await PlanAsync(before, after));
    }

    [Fact]
    public async Task The_base_may_be_named_in_place_of_a_ref()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId before = await target.PutSnapshotAsync(Directory("", _before));
        BlobId after = await source.PutSnapshotAsync(Directory("", [File("a", "abX"), .. _before[1..]]));

        TransferPlan without = await target.Store.PlanPullAsync(source.Store, [after]);
        TransferPlan with = await target.Store.PlanPullAsync(source.Store, [after], new TransferOptions { BaseSnapshot = before });
        TransferPlan unknown = await target.Store.PlanPullAsync(source.Store, [after], new TransferOptions { BaseSnapshot = Sample.Id(7) });

        Assert.Equal((1, 0), (without.FilesNew, without.FilesChanged));
        Assert.Equal((0, 1), (with.FilesNew, with.FilesChanged));
        Assert.Equal(without, unknown);
    }

    [Fact]
    public void A_plan_of_an_earlier_version_and_one_of_a_later_one_are_read()
    {
        string golden = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "plan-v1.json")).Trim();
        TransferPlan plan = new()
        {
            FilesNew = 1, FilesChanged = 2, FilesReused = 3, ChunksNew = 4, NodesNew = 5, BytesNew = 6, ChunksReused = 7, BytesReused = 8, WireBytes = 9,
            PlanningBytes = 10, RoundTrips = 11,
        };

        Assert.Equal(golden, plan.ToJson());
        Assert.Equal(plan, TransferPlan.FromJson(golden));
        Assert.Equal(new TransferPlan { WireBytes = 9 }, TransferPlan.FromJson("""{"wire_bytes":9,"later":[1]}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"wire_bytes":"9"}""")]
    [InlineData("""{"wire_bytes":-9}""")]
    [InlineData("""{"round_trips":-1}""")]
    [InlineData("""{"files_reused":-1}""")]
    public void What_is_no_plan_is_refused(string json) => Assert.Throws<CorruptDataException>(() => TransferPlan.FromJson(json));

    private static async Task<(long New, long Changed, long Reused)> PlanAsync(ModelTree[]? before, ModelTree[] after)
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        TransferRequest request = new(await pair.Source.PutSnapshotAsync(Directory("", after))) { RefName = "copy" };
        if (before is not null)
        {
            await pair.Target.Blobs.Refs.UpdateAsync("copy", await pair.Target.PutSnapshotAsync(Directory("", before)), 0);
            request = request with { ExpectedGeneration = 1 };
        }

        TransferPlan plan = await pair.PlanAsync(request);
        TransferResult? result = await pair.TryPullAsync(new FaultyLink(LinkFault.Fragment, -1, isFromFar: false), request);
        Assert.Equal(plan.FilesNew + plan.FilesChanged, result?.FilesTransferred);
        return (plan.FilesNew, plan.FilesChanged, plan.FilesReused);
    }

    private static ModelTree Directory(string name, params ModelTree[] children) => new() { Entry = Sample.Directory(name), Children = children };

    private static ModelTree File(string name, string data) =>
        new() { Entry = Sample.File(name, data), Data = System.Text.Encoding.ASCII.GetBytes(data) };
}
