using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>The merge that keeps the target's changes, on plain objects and by recursion: what the real one is compared with.</summary>
internal static class ModelMerge
{
    public static ModelTree Of(ModelTree? ancestor, ModelTree source, ModelTree target) =>
        Merge(ancestor, source, target)!; // Roots stay.

    public static ModelTree Named(ModelTree tree, string name) =>
        new() { Entry = tree.Entry with { Name = new EntryName(name) }, Children = tree.Children, Data = tree.Data };

    // The times of directories are compared by the laws that ask for equal ids.
    public static (TreePath Path, TreeEntry Entry) Own(KeyValuePair<TreePath, TreeEntry> path) =>
        (path.Key, path.Value.Type == EntryType.Directory ? path.Value with { ModifiedTime = default } : path.Value);

    private static ModelTree? Merge(ModelTree? ancestor, ModelTree? source, ModelTree? target)
    {
        if (IsDirectory(source) && IsDirectory(target))
        {
            ModelTree own = IsSameOwn(target!, ancestor) ? source! : target!; // Both were just seen to be there.
            IEnumerable<EntryName> names = source!.Children.Concat(target!.Children).Select(child => child.Entry.Name).Distinct().Order();
            return new ModelTree
            {
                Entry = own.Entry,
                Children = [.. names.Select(name => Merge(Child(ancestor, name), Child(source, name), Child(target, name))).OfType<ModelTree>()],
            };
        }

        return IsSame(target, ancestor) ? source : target;
    }

    private static bool IsDirectory(ModelTree? tree) => tree?.Entry.Type == EntryType.Directory;

    private static ModelTree? Child(ModelTree? tree, EntryName name) => tree?.Children.FirstOrDefault(child => child.Entry.Name == name);

    private static bool IsSameOwn(ModelTree left, ModelTree? right) =>
        right is not null && right.Entry.Type == left.Entry.Type && right.Entry.Mode == left.Entry.Mode;

    private static bool IsSame(ModelTree? left, ModelTree? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        // What is below a directory is compared with its times: whoever touched something in it changed it.
        return IsDirectory(left)
            ? IsSameOwn(left, right) && left.Children.Count == right.Children.Count && left.Children.Zip(right.Children, IsSameDeep).All(same => same)
            : left.Entry == right.Entry && left.Data.AsSpan().SequenceEqual(right.Data);
    }

    private static bool IsSameDeep(ModelTree left, ModelTree right) =>
        left.Entry == right.Entry && left.Data.AsSpan().SequenceEqual(right.Data)
        && left.Children.Count == right.Children.Count && left.Children.Zip(right.Children, IsSameDeep).All(same => same);
}
