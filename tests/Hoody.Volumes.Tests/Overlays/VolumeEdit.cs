using FsCheck;
using FsCheck.Fluent;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

public enum EditKind
{
    CreateFile,
    CreateDirectory,
    Delete,
    Rename,
    Link,
    SetMode,
    Write,
    SetLength,
    Crash,
    Commit,
    Discard,
}

/// <summary>One edit; where it cannot be made, the volume has to refuse it.</summary>
public sealed record VolumeEdit(EditKind Kind, string Path, string To, int Number, int Fill)
{
    internal async Task ApplyAsync(Volume volume, VolumeModel model)
    {
        (TreePath path, TreePath to) = (TreePath.Parse(Path), TreePath.Parse(To));
        byte[] bytes = [.. Enumerable.Repeat((byte)Fill, Fill % 7)];
        bool isWithin = to == path || to.Bytes.StartsWith([.. path.Bytes, (byte)'/']);
        (bool isPossible, Func<Task> edit, Action change) = Kind switch
        {
            EditKind.CreateFile => (
                model.CanCreate(path), () => volume.CreateAsync(path, VolumeFixture.NewFile), () => model.Create(path, EntryType.File, 0x1A4)),
            EditKind.CreateDirectory => (
                model.CanCreate(path), () => volume.CreateAsync(path, VolumeFixture.NewDirectory), () => model.Create(path, EntryType.Directory, 0x1ED)),
            EditKind.Delete => (model.Contains(path), () => volume.DeleteAsync(path), () => model.Delete(path)),
            EditKind.Rename => (
                model.Contains(path) && model.CanCreate(to) && !isWithin, () => volume.RenameAsync(path, to), () => model.Rename(path, to)),
            EditKind.Link => (
                model.Contains(path) && !model.IsDirectory(path) && model.CanCreate(to), () => volume.LinkAsync(path, to), () => model.Link(path, to)),
            EditKind.SetMode => (
                model.Contains(path), () => volume.SetMetadataAsync(path, VolumeFixture.NewFile with { Mode = Number }), () => model.SetMode(path, Number)),
            EditKind.Write => (
                model.IsFile(path), () => volume.WriteAsync(path, Number, bytes), () => model.Write(path, Number, bytes)),
            _ => ((bool, Func<Task>, Action))(
                model.IsFile(path), () => volume.SetLengthAsync(path, Number), () => model.SetLength(path, Number)),
        };
        if (isPossible)
        {
            await edit();
            change();
        }
        else
        {
            await Assert.ThrowsAsync<FileTreeException>(edit);
        }
    }
}

/// <summary>Makes edits over the few names that the trees have.</summary>
public static class Edits
{
    private static readonly string[] _names = ["a", "a-", "b", "c"];

    public static Arbitrary<VolumeEdit> All() => Arb.From(
        from kind in Gen.Frequency(
            (8, Gen.Elements(Enum.GetValues<EditKind>().Where(kind => kind < EditKind.Crash).ToArray())),
            (4, Gen.Constant(EditKind.Write)),
            (1, Gen.Elements(EditKind.Crash, EditKind.Commit, EditKind.Discard)))
        from path in PathGen
        from to in PathGen
        from number in Gen.Choose(0, 20)
        from fill in Gen.Choose(0, 255)
        select new VolumeEdit(kind, path, to, number, fill));

    private static Gen<string> PathGen { get; } =
        from depth in Gen.Choose(1, 3)
        from names in Gen.ArrayOf(Gen.Elements(_names), depth)
        select string.Join('/', names);
}
