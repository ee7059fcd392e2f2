using System.Globalization;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Sealing;

namespace Hoody.ChunkStore.Refs;

/// <summary>One generation of a ref as it is stored: what it points to, or that it was deleted.</summary>
/// <remarks>The record repeats name and generation, so that two swapped objects are noticed. Specification: FORMAT.md, "Refs".</remarks>
internal sealed record RefRecord(string Name, long Generation, BlobId? Target)
{
    private const string Deleted = "deleted";

    private static readonly SealedText s_text = new("hoody-ref", 1, "name", "generation", "target");

    internal RefValue? Value => Target is { } target ? new RefValue(Name, Generation, target) : null;

    internal byte[] Encode() =>
        s_text.Encode(Name, Generation.ToString(CultureInfo.InvariantCulture), Target?.ToString() ?? Deleted);

    /// <summary>The newest generation, also one that says deleted; null when the ref never existed.</summary>
    internal static async ValueTask<RefRecord?> ReadNewestAsync(IStorageBackend backend, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            long generation = 0;
            await foreach (StoredObject found in backend.ListAsync(RefName.GenerationsOf(name), cancellationToken).ConfigureAwait(false))
            {
                generation = RefName.Parse(found.Name).Generation;
            }

            if (generation == 0)
            {
                return null;
            }

            // Gone since it was listed: then it is not the newest any more, and a collector deleted it.
            if (await TryReadAsync(backend, name, generation, cancellationToken).ConfigureAwait(false) is { } record)
            {
                return record;
            }
        }
    }

    /// <summary>Null when there is no such generation.</summary>
    internal static async ValueTask<RefRecord?> TryReadAsync(
        IStorageBackend backend, string name, long generation, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(backend, name, generation, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    private static async ValueTask<RefRecord> ReadAsync(
        IStorageBackend backend, string name, long generation, CancellationToken cancellationToken)
    {
        string what = $"Ref '{name}', generation {generation},";
        string objectName = RefName.ObjectOf(name, generation);
        string[] values = await s_text.ReadAsync(backend, objectName, what, cancellationToken).ConfigureAwait(false);
        if (values[0] != name || values[1] != generation.ToString(CultureInfo.InvariantCulture))
        {
            throw new CorruptDataException(what, $"the object holds generation {values[1]} of '{values[0]}'");
        }

        if (values[2] == Deleted)
        {
            return new RefRecord(name, generation, Target: null);
        }

        return BlobId.TryParse(values[2], out BlobId target) && values[2] == target.ToString()
            ? new RefRecord(name, generation, target)
            : throw new CorruptDataException(what, "the target is not a blob id");
    }
}
