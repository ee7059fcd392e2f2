using System.Text;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

/// <summary>Recognises the store itself in a directory that is exported to or imported from: the one would remove it, as no tree has it, the other would take it into itself.</summary>
internal static class OwnStore
{
    // What says in a directory that it is a store, and which: FORMAT.md of Hoody.ChunkStore, "FORMAT".
    private const int MaxLength = 1_024;
    private static readonly EntryName s_format = new("FORMAT");

    /// <summary>Refuses a directory that is the store.</summary>
    /// <param name="storeId">The store's id.</param>
    /// <param name="directory">The directory, open.</param>
    /// <param name="sortedNames">What is in it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="errors">Makes the error.</param>
    /// <param name="consequence">Continues the sentence that begins with the path and says that it is the store.</param>
    /// <exception cref="FileTreeException">It is.</exception>
    public static void Refuse(
        Guid storeId, Descriptor directory, List<EntryName> sortedNames, TreePath path, FileTreeErrors errors, string consequence)
    {
        if (sortedNames.BinarySearch(s_format) >= 0 && IsOfStore(directory, storeId))
        {
            throw errors.Of(path, $"is the store {consequence}");
        }
    }

    /// <summary>Refuses a target that is the store, or lies in it: what the store keeps there is in no tree.</summary>
    /// <param name="storeId">The store's id.</param>
    /// <param name="target">The target, or the directory that it would be made in. Open, or invalid.</param>
    /// <param name="errors">Makes the error.</param>
    /// <exception cref="FileTreeException">It is, or does.</exception>
    public static void RefuseAround(Guid storeId, Descriptor target, FileTreeErrors errors)
    {
        if (IsWithin(target, FileIdentity.None, storeId))
        {
            throw errors.Of(TreePath.Root, "is the store that the tree comes from, or lies in it, and the store would not outlive the export; choose another directory");
        }
    }

    private static bool IsWithin(Descriptor directory, FileIdentity below, Guid storeId)
    {
        if (directory.GetStatus(out FileStatus status) != Errno.None || status.Identity == below)
        {
            return false; // The system's root is above itself.
        }

        Errno error = directory.OpenParent(out Descriptor above);
        using Descriptor opened = above;
        return IsOfStore(directory, storeId) || (error == Errno.None && IsWithin(above, status.Identity, storeId));
    }

    private static bool IsOfStore(Descriptor directory, Guid storeId)
    {
        Errno error = directory.OpenFile(s_format, out Descriptor file);
        using Descriptor opened = file;
        Span<byte> text = stackalloc byte[MaxLength];
        return error == Errno.None
            && file.Read(0, text, out int length) == Errno.None
            && text[..length].IndexOf(Encoding.ASCII.GetBytes($"\nid {storeId:N}\n")) >= 0;
    }
}
