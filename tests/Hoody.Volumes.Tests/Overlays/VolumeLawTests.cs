using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>Random edits of a volume against a dictionary, with crashes, commits and discards among them.</summary>
public sealed class VolumeLawTests
{
    [Property(Arbitrary = [typeof(ModelGenerators), typeof(Edits)], MaxTest = 200, EndSize = 60)]
    public async Task A_volume_is_what_its_edits_make_of_it(ModelTree tree, VolumeEdit[] edits)
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(tree);
        VolumeModel model = new(tree);
        VolumeModel committed = model.Copy();
        foreach (VolumeEdit edit in edits)
        {
            switch (edit.Kind)
            {
                case EditKind.Crash:
                    await fixture.Volume.FlushAsync();
                    await fixture.CrashAsync();
                    break;
                case EditKind.Commit:
                    await fixture.Volume.CommitAsync();
                    committed = model.Copy();
                    break;
                case EditKind.Discard:
                    await fixture.Volume.DiscardAsync();
                    model = committed.Copy();
                    break;
                default:
                    await edit.ApplyAsync(fixture.Volume, model);
                    break;
            }
        }

        Assert.Equal(model.Lines(), await LinesAsync(fixture, TreePath.Root));
        ModelTree stored = await fixture.CommitAsync();
        Assert.Equal(model.Lines(), VolumeModel.Lines(stored));
        Assert.Equal(model.Groups(), Groups(stored));
        Assert.Equal(model.Lines(), await LinesAsync(fixture, TreePath.Root));
    }

    [Property(Arbitrary = [typeof(ModelGenerators), typeof(Edits)], MaxTest = 100, EndSize = 40)]
    public async Task A_crash_loses_the_last_changes_and_none_before(ModelTree tree, VolumeEdit[] edits, PositiveInt lost)
    {
        await using VolumeFixture fixture = await VolumeFixture.CreateAsync(tree);
        VolumeModel model = new(tree);
        List<string> states = [string.Join('\n', model.Lines())];
        foreach (VolumeEdit edit in edits.Where(edit => edit.Kind < EditKind.Crash))
        {
            await edit.ApplyAsync(fixture.Volume, model);
            states.Add(string.Join('\n', model.Lines()));
        }

        await fixture.Volume.FlushAsync();
        int length = (int)new FileInfo(Path.Combine(fixture.Path, "journal")).Length;
        await fixture.CrashAsync(Math.Min(lost.Get, length - 36 /* the header */));

        Assert.Contains(string.Join('\n', await LinesAsync(fixture, TreePath.Root)), states);
    }

    private static async Task<List<string>> LinesAsync(VolumeFixture fixture, TreePath path)
    {
        TreeEntry? entry = await fixture.Volume.FindAsync(path);
        Assert.NotNull(entry);
        string data = entry.Type == EntryType.File ? Convert.ToHexString(await fixture.ReadAsync(path.IsRoot ? "" : path.ToString())) : "";
        List<string> lines = [$"{path} {entry.Type} {entry.Mode} {data}"];
        if (entry.Type == EntryType.Directory)
        {
            await foreach (TreeEntry child in fixture.Volume.ListAsync(path))
            {
                lines.AddRange(await LinesAsync(fixture, path.Combine(child.Name)));
            }
        }

        return lines;
    }

    private static IEnumerable<string> Groups(ModelTree tree) => tree.Flatten()
        .Where(path => path.Value.HardLinkGroup != 0).GroupBy(path => path.Value.HardLinkGroup).Where(group => group.Count() > 1)
        .Select(group => string.Join(' ', group.Select(path => path.Key))).Order(StringComparer.Ordinal);
}
