using FsCheck.Xunit;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>A plan says what the export then does, and does nothing itself.</summary>
public sealed class ExportPlanTests : IDisposable
{
    private const string Tree =
        """
        mkdir -p kept sub/inner; for i in 1 2 3; do echo $i > kept/$i; echo $i > sub/inner/$i; done
        head -c 300000 /dev/urandom > large; ln -s kept link; echo a > linked; ln linked linked2; truncate -s 1M holes; echo end >> holes
        find . -exec touch -h -d @1700000000 {} +
        """;

    private const string Changes =
        """
        echo changed > kept/2; chmod 600 kept/3; rm sub/inner/1; mkdir -p extra/deep; echo x > extra/deep/file; ln -s ../.. extra/out
        rm link linked2; mkdir link; echo in > link/way; cp -a linked linked2; rm -r sub; mkfifo sub; truncate -s 3 large
        """;

    private readonly TempDirectory _directory = new();
    private readonly string _source;
    private readonly string _target;

    public ExportPlanTests()
    {
        _source = _directory.CreateDirectory("source");
        _target = _directory["target"];
        Shell.Run(_source, Tree);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_names_every_step_in_the_order_of_the_paths()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        Shell.Run(_directory.Path, "cp -a source target; cd target; echo changed > kept/2; chmod 600 kept/3; rm sub/inner/1; mkdir extra; touch extra/x");

        ExportPlan plan = await store.Volumes.PlanExportAsync(tree, _target);

        Assert.Equal(
            [
                "SetMetadata .", "Remove extra", "Remove extra/x", "Replace kept/2", "SetMetadata kept/3", "SetMetadata sub/inner", "Create sub/inner/1",
            ],
            plan.Steps.Select(step => $"{step.Kind} {step.Path}"));
        Assert.Equal((1, 1, 2, 2, 10, 4L), Counts(plan.Expected));
        Assert.Equal((_target, 7L, false), (plan.Directory, plan.StepCount, plan.IsEmpty));
        Assert.StartsWith($"{_target}: 1 created, 1 replaced, 2 metadata only, 2 removed, 10 kept, 4 bytes\nSetMetadata  .\n", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_applied_counts_what_was_planned_and_leaves_nothing_to_plan()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        Shell.Run(_directory.Path, "cp -a source target; cd target\n" + Changes);

        ExportPlan plan = await store.Volumes.PlanExportAsync(tree, _target);
        ExportResult applied = await plan.ApplyAsync();

        Assert.Equal(Counts(plan.Expected), Counts(applied));
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_target));
        Assert.True((await store.Volumes.PlanExportAsync(tree, _target)).IsEmpty);
    }

    [SkippableFact]
    public async Task It_works_where_nothing_can_be_changed()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        Shell.Run(_directory.Path, "cp -a source target; cd target\n" + Changes);
        IReadOnlyDictionary<string, string> before = DirectoryListing.Inodes(_target);
        Shell.Run(_directory.Path, "mkdir mount; mount --bind target mount; mount -o remount,bind,ro mount");
        try
        {
            ExportPlan plan = await store.Volumes.PlanExportAsync(tree, _directory["mount"]);

            Assert.Contains(plan.Steps, step => step is { Kind: ExportStepKind.Remove });
            Assert.Equal(before, DirectoryListing.Inodes(_target));
        }
        finally
        {
            Shell.Run(_directory.Path, "umount -l mount");
        }
    }

    [Fact]
    public async Task A_directory_that_is_missing_is_all_made_and_not_by_the_plan()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_source)).Root;

        ExportPlan plan = await store.Volumes.PlanExportAsync(tree, _target, new ExportOptions { MaxStepsListed = 2 });

        Assert.False(Directory.Exists(_target));
        Assert.Equal(["Create .", "Create holes"], plan.Steps.Select(step => $"{step.Kind} {step.Path}"));
        Assert.Equal((tree.Totals.Entries, tree.Totals.Entries + 1), (plan.Expected.Created, plan.StepCount));
        Assert.EndsWith($"Create  holes\nand {plan.StepCount - 2} more\n", plan.ToString(), StringComparison.Ordinal);
        Assert.Equal(Counts(plan.Expected), Counts(await plan.ApplyAsync()));
    }

    [Theory]
    [InlineData("no/where", "")]
    [InlineData("file", "echo x > file")]
    [InlineData("link", "ln -s nowhere link")]
    public async Task What_an_export_would_refuse_at_once_a_plan_refuses_as_well(string target, string prepare)
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry tree = (await store.ImportAsync(_source)).Root;
        Shell.Run(_directory.Path, prepare);

        FileTreeException planned = await Assert.ThrowsAsync<FileTreeException>(() => store.Volumes.PlanExportAsync(tree, _directory[target]));
        FileTreeException exported = await Assert.ThrowsAsync<FileTreeException>(() => store.ExportAsync(tree, _directory[target]));

        Assert.Equal((exported.Path, exported.Message), (planned.Path, planned.Message));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 40)]
    public async Task Every_tree_over_every_other_does_what_was_planned(ModelTree before, ModelTree after)
    {
        using TempDirectory directory = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await volume.Store.ExportAsync(await volume.PutAsync(before), directory["tree"]);
        TreeEntry tree = await volume.PutAsync(after);

        ExportPlan plan = await volume.Store.PlanExportAsync(tree, directory["tree"]);
        ExportResult applied = await plan.ApplyAsync();

        // A model's holes may lie over other bytes than zeros, and only the export looks at those.
        Assert.Equal(Counts(plan.Expected) with { BytesWritten = applied.BytesWritten }, Counts(applied));
        Assert.Equal(plan.StepCount, plan.Steps.Count);
    }

    private static (long Created, long Replaced, long MetadataOnly, long Removed, long Untouched, long BytesWritten) Counts(ExportResult result) =>
        (result.Created, result.Replaced, result.MetadataOnly, result.Removed, result.Untouched, result.BytesWritten);
}
