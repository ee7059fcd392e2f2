using System.Text;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Recognises the store from which a tree is exported: a target that it lies in would be emptied of it, as no tree has it.</summary>
internal static class OwnStore
{
    // What says in a directory that it is a store, and which: FORMAT.md of Hoody.ChunkStore, "FORMAT".
    private const int MaxLength = 1_024;
    private static readonly EntryName s_format = new("FORMAT");

    /// <summary>Refuses a directory that is the store. Called before anything in it is removed.</summary>
    /// <param name="directory">The directory, open.</param>
    /// <param name="sortedNames">What is in it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="session">The export.</param>
    /// <exception cref="FileTreeException">It is.</exception>
    public static void Refuse(Descriptor directory, List<EntryName> sortedNames, TreePath path, ExportSession session)
    {
        if (sortedNames.BinarySearch(s_format) >= 0 && IsOfStore(directory, session.Blobs.Format.StoreId))
        {
            throw session.Errors.Of(path, "is the store that the tree comes from, and would not outlive the export; choose another directory");
        }
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
