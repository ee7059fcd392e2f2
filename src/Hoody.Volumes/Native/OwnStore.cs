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
