using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>What a store is: written once when it is created, in the object <c>FORMAT</c>.</summary>
/// <remarks>Specification: FORMAT.md, "FORMAT".</remarks>
public sealed record StoreFormat
{
    internal const string ObjectName = "FORMAT";

    internal const int CurrentVersion = 1;

    private const string HashName = "blake3-256";

    private static readonly SealedText s_text = new("hoody-store", CurrentVersion, "id", "hash", "chunker");

    internal StoreFormat(Guid storeId, ChunkerProfile chunker)
    {
        StoreId = storeId;
        Chunker = chunker;
    }

    /// <summary>The version of the layout: 1.</summary>
    public int Version { get; } = CurrentVersion;

    /// <summary>The random id that the store was given when it was created.</summary>
    public Guid StoreId { get; }

    /// <summary>How file bytes are cut into chunks. Stores with one profile find each other's chunks; stores with different ones do not.</summary>
    public ChunkerProfile Chunker { get; }

    internal byte[] Encode() => s_text.Encode(StoreId.ToString("N"), HashName, Chunker.Name);

    internal static async ValueTask<StoreFormat> ReadAsync(IStorageBackend backend, CancellationToken cancellationToken)
    {
        string what = $"The store in {backend}";
        string[] values;
        try
        {
            values = await s_text.ReadAsync(backend, ObjectName, $"{what}: {ObjectName}", cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            throw new UnsupportedFormatException(backend.ToString() ?? "The backend", $"no {ObjectName}, so it is not a store", "stores it created");
        }

        return Decode(values, what);
    }

    private static StoreFormat Decode(string[] values, string what)
    {
        if (!Guid.TryParseExact(values[0], "N", out Guid storeId) || values[0] != storeId.ToString("N"))
        {
            throw new CorruptDataException($"{what}: {ObjectName}", "the id is not 32 lower-case hexadecimal digits");
        }

        if (values[1] != HashName)
        {
            throw new UnsupportedFormatException(what, $"hash '{values[1]}'", HashName);
        }

        return ChunkerProfile.TryGet(values[2], out ChunkerProfile? chunker)
            ? new StoreFormat(storeId, chunker)
            : throw new UnsupportedFormatException(what, $"chunker profile '{values[2]}'", $"'{ChunkerProfile.General.Name}' and its kin");
    }
}
