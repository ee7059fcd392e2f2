using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Packs;

/// <summary>That a pack is damaged: the object <c>quarantine/&lt;pack&gt;</c>. Its blobs count as absent, and may still be read.</summary>
/// <remarks>
/// Which of its blobs are damaged is not told: they are those that no usable pack has, since all others were copied before this was created.
/// Specification: FORMAT.md, "Quarantine".
/// </remarks>
internal sealed record QuarantineRecord(Blake3Digest Pack, string Reason)
{
    internal const string Prefix = "quarantine/";

    private const int MaxReasonLength = 1000;

    private static readonly SealedText s_text = new("hoody-quarantine", 1, "pack", "reason");

    internal static string NameOf(Blake3Digest pack) => Prefix + pack;

    internal static bool TryParseName(string name, out Blake3Digest pack) =>
        Blake3Digest.TryParse(name.AsSpan(Prefix.Length), out pack) && name == NameOf(pack);

    internal byte[] Encode()
    {
        string reason = Reason.Length <= MaxReasonLength ? Reason : Reason[..MaxReasonLength];
        return s_text.Encode(Pack.ToString(), string.Concat(reason.Select(letter => letter is >= ' ' and <= '~' ? letter : '?')));
    }

    /// <exception cref="ObjectNotFoundException">There is none for that pack.</exception>
    /// <exception cref="CorruptDataException">It is damaged. Its name still says what it is for.</exception>
    internal static async ValueTask<QuarantineRecord> ReadAsync(IStorageBackend backend, Blake3Digest pack, CancellationToken cancellationToken)
    {
        string name = NameOf(pack);
        string what = $"Object '{name}'";
        string[] values = await s_text.ReadAsync(backend, name, what, cancellationToken).ConfigureAwait(false);
        if (values[0] != pack.ToString())
        {
            throw new CorruptDataException(what, $"it is about pack {values[0]}");
        }

        return values[1].Length <= MaxReasonLength
            ? new QuarantineRecord(pack, values[1])
            : throw new CorruptDataException(what, $"its reason has {values[1].Length} characters, and none has more than {MaxReasonLength}");
    }
}
