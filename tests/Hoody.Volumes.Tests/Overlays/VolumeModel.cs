using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>A volume as a dictionary: what the real one is compared with.</summary>
internal sealed class VolumeModel
{
    private readonly SortedDictionary<TreePath, (EntryType Type, int Mode, int File)> _entries = [];
    private readonly List<byte[]> _files = [];

    public VolumeModel(ModelTree tree) => Add(tree, TreePath.Root);

    private VolumeModel(VolumeModel other)
    {
        _entries = new SortedDictionary<TreePath, (EntryType, int, int)>(other._entries);
        _files = [.. other._files];
    }

    public VolumeModel Copy() => new(this);

    public bool IsFile(TreePath path) => _entries.TryGetValue(path, out var entry) && entry.Type == EntryType.File;

    public bool IsDirectory(TreePath path) => _entries.TryGetValue(path, out var entry) && entry.Type == EntryType.Directory;

    public bool Contains(TreePath path) => _entries.ContainsKey(path);

    public bool CanCreate(TreePath path) => !Contains(path) && IsDirectory(Parent(path));

    public void Create(TreePath path, EntryType type, int mode)
    {
        _files.Add([]);
        _entries.Add(path, (type, mode, _files.Count - 1));
    }

    public void Delete(TreePath path)
    {
        foreach (TreePath below in Below(path))
        {
            _entries.Remove(below);
        }
    }

    public void Rename(TreePath from, TreePath to)
    {
        foreach (TreePath below in Below(from))
        {
            TreePath moved = below == from ? to : TreePath.Parse(to.ToString() + below.ToString()[from.ToString().Length..]);
            _entries.Add(moved, _entries[below]);
            _entries.Remove(below);
        }
    }

    public void Link(TreePath existing, TreePath path) => _entries.Add(path, _entries[existing]);

    public void SetMode(TreePath path, int mode)
    {
        var entry = _entries[path];
        foreach (TreePath other in _entries.Keys.Where(other => other == path || (entry.File >= 0 && _entries[other].File == entry.File)).ToList())
        {
            _entries[other] = _entries[other] with { Mode = mode };
        }
    }

    public void Write(TreePath path, int offset, byte[] bytes)
    {
        byte[] old = _files[_entries[path].File];
        byte[] changed = new byte[bytes.Length == 0 ? old.Length : Math.Max(old.Length, offset + bytes.Length)];
        old.CopyTo(changed, 0);
        bytes.CopyTo(changed.AsSpan(Math.Min(offset, changed.Length)));
        _files[_entries[path].File] = changed;
    }

    public void SetLength(TreePath path, int length)
    {
        byte[] old = _files[_entries[path].File];
        Array.Resize(ref old, length);
        _files[_entries[path].File] = old;
    }

    public IEnumerable<string> Lines() => _entries.Select(entry =>
        $"{entry.Key} {entry.Value.Type} {entry.Value.Mode} {(entry.Value.Type == EntryType.File ? Convert.ToHexString(_files[entry.Value.File]) : "")}");

    public static IEnumerable<string> Lines(ModelTree tree) => new VolumeModel(tree).Lines();

    /// <summary>Which paths are one file.</summary>
    public IEnumerable<string> Groups() => _entries.Where(entry => entry.Value.Type != EntryType.Directory)
        .GroupBy(entry => entry.Value.File).Where(group => group.Count() > 1)
        .Select(group => string.Join(' ', group.Select(entry => entry.Key))).Order(StringComparer.Ordinal);

    private static TreePath Parent(TreePath path)
    {
        string text = path.ToString();
        return TreePath.Parse(text.Contains('/') ? text[..text.LastIndexOf('/')] : "");
    }

    private List<TreePath> Below(TreePath path) =>
        [.. _entries.Keys.Where(other => other == path || other.Bytes.StartsWith([.. path.Bytes, (byte)'/']))];

    private void Add(ModelTree tree, TreePath path)
    {
        _files.Add(tree.Data);
        _entries.Add(path, (tree.Entry.Type, tree.Entry.Mode, _files.Count - 1));
        foreach (ModelTree child in tree.Children)
        {
            Add(child, path.Combine(child.Entry.Name));
        }
    }
}
