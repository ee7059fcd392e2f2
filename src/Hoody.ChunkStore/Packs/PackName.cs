using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>The name of a pack's object: <c>packs/ab/ab12…</c>, its id in a folder of the id's first two digits.</summary>
internal static class PackName
{
    internal const string Prefix = "packs/";

    internal static string Of(Blake3Digest id)
    {
        string digits = id.ToString();
        return $"{Prefix}{digits[..2]}/{digits}";
    }

    internal static bool TryParse(string name, out Blake3Digest id) =>
        Blake3Digest.TryParse(name.AsSpan(name.LastIndexOf('/') + 1), out id) && name == Of(id);
}
