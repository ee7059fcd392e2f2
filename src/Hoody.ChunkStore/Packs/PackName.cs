using System.Runtime.CompilerServices;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>The name of a pack's object: <c>packs/ab/ab12…</c>, its id in a folder of the id's first two digits.</summary>
internal static class PackName
{
    internal const string Prefix = "packs/";

    private const int FolderLength = 2;

    internal static string Of(Blake3Digest id)
    {
        string digits = id.ToString();
        return $"{Prefix}{digits[..FolderLength]}/{digits}";
    }

    [MethodImpl(AtFirstUse.Optimized)]
    internal static bool TryParse(string name, out Blake3Digest id) =>
        Blake3Digest.TryParse(name.AsSpan(name.LastIndexOf('/') + 1), out id) && IsCanonical(name);

    // As Of gives it, without making it: a store has tens of thousands.
    private static bool IsCanonical(string name) =>
        name.Length == Prefix.Length + FolderLength + 1 + (2 * Blake3Digest.LengthBytes)
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name[Prefix.Length + FolderLength] == '/'
        && name.AsSpan(Prefix.Length, FolderLength).SequenceEqual(name.AsSpan(Prefix.Length + FolderLength + 1, FolderLength))
        && !name.AsSpan().ContainsAnyInRange('A', 'F');
}
