using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;

namespace Hoody.ChunkStore.Verification;

/// <summary>Looks at every record of a pack, several long reads at a time, on all processors.</summary>
internal sealed class PackScan(IStorageBackend backend, VerificationDepth depth)
{
    // What all reads of a pack and what is decoded of them may take in memory together.
    private const long MaxBytes = 48 << 20;

    internal readonly record struct Damage(PackEntry Entry, PackEntryLocation Location, string Reason);

    /// <returns>The damaged records, in the order of the pack.</returns>
    /// <exception cref="ObjectNotFoundException">The pack is gone.</exception>
    internal async Task<List<Damage>> FindDamageAsync(PackDirectory directory, CancellationToken cancellationToken)
    {
        List<Damage> damaged = [];
        ReadRange[] ranges = [.. ReadRange.Plan(Locate(directory))];
        ParallelOptions parallel = new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = DegreeOf(ranges, directory) };
        await Parallel.ForEachAsync(ranges, parallel, async (range, stop) =>
        {
            foreach (LocatedBlob suspect in await FindSuspectsAsync(range, directory, stop).ConfigureAwait(false))
            {
                // Only what is wrong twice is damage: the first time it may have been the way from the disk to here.
                PackEntry entry = directory.Entries[suspect.Index];
                if (await FindDamageAsync(suspect, entry, stop).ConfigureAwait(false) is { } reason)
                {
                    lock (damaged)
                    {
                        damaged.Add(new Damage(entry, suspect.Location, reason));
                    }
                }
            }
        }).ConfigureAwait(false);
        return [.. damaged.OrderBy(found => found.Location.Offset)];
    }

    /// <summary>The records of a pack, each with its place in the directory.</summary>
    internal static LocatedBlob[] Locate(PackDirectory directory)
    {
        LocatedBlob[] blobs = new LocatedBlob[directory.Entries.Count];
        int offset = 0;
        for (int i = 0; i < blobs.Length; i++)
        {
            PackEntry entry = directory.Entries[i];
            blobs[i] = new LocatedBlob(i, entry.Id, entry.Kind, directory.Id, new PackEntryLocation(offset, entry.StoredLength));
            offset += entry.RecordLength;
        }

        return blobs;
    }

    private static int DegreeOf(ReadRange[] ranges, PackDirectory directory)
    {
        long longest = ranges.Select(range => (long)range.Length).DefaultIfEmpty().Max()
            + directory.Entries.Select(entry => (long)entry.RawLength).DefaultIfEmpty().Max();
        return (int)Math.Clamp(MaxBytes / Math.Max(longest, 1), 1, Environment.ProcessorCount);
    }

    private async Task<List<LocatedBlob>> FindSuspectsAsync(ReadRange range, PackDirectory directory, CancellationToken cancellationToken)
    {
        RangeBytes bytes;
        try
        {
            bytes = await RangeBytes.ReadAsync(backend, range, cancellationToken).ConfigureAwait(false);
        }
        catch (BackendException exception) when (exception.IsOfDevice)
        {
            return [.. range.Blobs]; // a sector may be bad: each record is read by itself
        }

        using (bytes)
        {
            if (bytes.Bytes is null)
            {
                throw new ObjectNotFoundException(bytes.PackName);
            }

            return [.. range.Blobs.Where(blob => FindDamage(bytes.RecordOf(blob), blob, directory.Entries[blob.Index]) is not null)];
        }
    }

    private async ValueTask<string?> FindDamageAsync(LocatedBlob blob, PackEntry entry, CancellationToken cancellationToken)
    {
        using PooledBytes record = new(blob.Location.RecordLength);
        try
        {
            int count = await backend.ReadAsync(PackName.Of(blob.PackId), blob.Location.Offset, record.Memory, cancellationToken).ConfigureAwait(false);
            return FindDamage(record.Memory.Span[..count], blob, entry);
        }
        catch (BackendException exception) when (exception is { IsOfDevice: true } and not ObjectNotFoundException)
        {
            return exception.Message;
        }
    }

    private string? FindDamage(ReadOnlySpan<byte> record, LocatedBlob blob, PackEntry entry)
    {
        try
        {
            Require(record, blob.Location, entry, "The record");
            return null;
        }
        catch (CorruptDataException exception)
        {
            return exception.Detail;
        }
    }

    private void Require(ReadOnlySpan<byte> record, PackEntryLocation location, PackEntry entry, string what)
    {
        PackRecordHeader header = PackRecord.ReadHeader(record, location, entry.Id, entry.Kind, what);
        if (header.Entry != entry)
        {
            throw new CorruptDataException(what, "the record header differs from the pack's directory");
        }

        if (depth == VerificationDepth.Full)
        {
            PackRecord.Decode(record, location, entry.Id, entry.Kind, what).Dispose();
        }
        else
        {
            PackRecord.RequireCrc(header, record[PackRecordHeader.Size..], what);
        }
    }
}
