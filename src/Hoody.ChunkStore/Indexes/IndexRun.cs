using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <summary>What one merge wrote: parts that follow each other in the order of keys, over one table of packs. Immutable.</summary>
internal sealed partial class IndexRun : Shared
{
    // All that hashing side by side needs, and no large object.
    private const int HashedAtOnce = 64 << 10;

    private readonly UInt128[] _firstKeys;
    private readonly long[] _firstOrdinals;
    private readonly Lazy<bool>[] _intact; // whether a part is what the head tells of
    private volatile bool _isVerified;
    private int[] _entriesOfPack; // of a verified run

    /// <param name="id">The run's id, and so the names of its objects.</param>
    /// <param name="head">Its head.</param>
    /// <param name="parts">The parts that the head names, in order; they belong to the run.</param>
    /// <param name="packNumbers">The number in the process's table for each pack of the head.</param>
    internal IndexRun(Guid id, IndexHead head, IReadOnlyList<IndexPart> parts, int[] packNumbers)
    {
        Id = id;
        Head = head;
        Parts = [.. parts];
        PackNumbers = packNumbers;
        _isVerified = parts.Count == 0;
        _entriesOfPack = _isVerified ? new int[packNumbers.Length] : [];
        _firstOrdinals = new long[parts.Count];
        _intact = [.. parts.Select(part => new Lazy<bool>(() => HashOf(part, new byte[HashedAtOnce], default) == part.Head.Hash, LazyThreadSafetyMode.PublicationOnly))];
        for (int i = 0; i < parts.Count; i++)
        {
            _firstOrdinals[i] = EntryCount;
            EntryCount += parts[i].Head.EntryCount;
        }

        _firstKeys = [.. head.Parts.Select(part => part.FirstKey)];
    }

    internal Guid Id { get; }

    internal IndexHead Head { get; }

    internal IndexPart[] Parts { get; }

    internal int[] PackNumbers { get; }

    internal long EntryCount { get; }

    /// <summary>Whether its parts were found to be what its head tells of, in this process, and could be read ever since.</summary>
    internal bool IsVerified => _isVerified && !HasFailed;

    private bool HasFailed => Parts.Any(part => part.View.HasFailed);

    internal IndexPlace PlaceOf(long ordinal)
    {
        int part = Array.BinarySearch(_firstOrdinals, ordinal);
        part = part >= 0 ? part : ~part - 1;
        IndexPlace place = Parts[part].PlaceAt((int)(ordinal - _firstOrdinals[part]));
        return place with { Pack = PackNumberOf(place) };
    }

    /// <summary>The number of a place's pack in the process's table.</summary>
    /// <exception cref="CorruptDataException">It has none: the run was verified, and is damaged since. It counts as not verified from then on.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PackNumberOf(IndexPlace place) => (uint)place.Pack < (uint)PackNumbers.Length ? PackNumbers[place.Pack] : throw DamagedSince(place.Pack);

    /// <summary>The share of entries whose packs are absent, of 1.</summary>
    internal double AbsentShare(PackTable packs)
    {
        long absent = 0;
        for (int i = 0; i < PackNumbers.Length; i++)
        {
            absent += packs[PackNumbers[i]] == PackStanding.Absent ? Head.Packs[i].EntryCount : 0;
        }

        return EntryCount == 0 ? 0 : (double)absent / EntryCount;
    }

    /// <summary>What is wrong with its parts; null when every one is what its head tells of, and what a writer makes. Reads all of them.</summary>
    /// <param name="isAgain">Also if that was done before: a device may give other bytes by now.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal string? FindFault(bool isAgain, CancellationToken cancellationToken)
    {
        if (IsVerified && !isAgain)
        {
            return null;
        }

        try
        {
            string? fault = HasFailed ? "a part of it could not be read" : FindFaultInParts(cancellationToken);
            _isVerified = fault is null;
            return fault;
        }
        catch (ChunkStoreException exception) when (IsUnreadable(exception))
        {
            return exception.Message;
        }
    }

    /// <summary>Whether an error says that a part cannot be read: it then tells as little as a damaged one. Its view has noted it.</summary>
    private static bool IsUnreadable(ChunkStoreException exception) => exception is not BackendException { IsOfDevice: false };

    // On all processors: a process that has just started and collects waits for this.
    private string? FindFaultInParts(CancellationToken cancellationToken)
    {
        int[] packLengths = [.. Head.Packs.Select(pack => pack.LengthBytes)];
        int[] entriesOfPack = new int[PackNumbers.Length];
        string?[] faults = new string?[Parts.Length];
        Stretches.ForEach(Parts.Length, Math.Max(Stretches.Count(Parts.Length, Environment.ProcessorCount), 1), (first, end) =>
        {
            byte[] block = new byte[HashedAtOnce];
            int[] entries = new int[entriesOfPack.Length];
            for (int i = first; i < end; i++)
            {
                faults[i] = HashOf(Parts[i], block, cancellationToken) == Parts[i].Head.Hash
                    ? IndexPartCheck.FindFault(Parts[i], packLengths, entries, cancellationToken)
                    : "its hash is not the one that its head tells of";
            }

            lock (entriesOfPack)
            {
                for (int pack = 0; pack < entries.Length; pack++)
                {
                    entriesOfPack[pack] += entries[pack];
                }
            }
        });

        int faulty = Array.FindIndex(faults, fault => fault is not null);
        if (faulty >= 0)
        {
            return $"part {faulty}: {faults[faulty]}";
        }

        _entriesOfPack = entriesOfPack;
        return null;
    }

    internal bool TellsOf(Blake3Digest pack) => NumberOf(pack) >= 0;

    /// <summary>Whether it tells of a pack just what the pack itself does. For a run without fault, and a pack that it tells of.</summary>
    internal bool AgreesWith(PackDirectory pack)
    {
        int number = NumberOf(pack.Id);

        // A pack may tell of one blob several times: one of its places will do.
        ILookup<UInt128, IndexPlace> places = IndexPlace.Of(pack, PackNumbers[number]).ToLookup(entry => entry.Key, entry => entry.Place);
        return _entriesOfPack[number] == places.Count && places.All(entry => PlacesOf(entry.Key).Exists(entry.Contains));
    }

    /// <summary>The run as a listing would show it.</summary>
    internal IndexStorage.Listed ToListed()
    {
        IndexStorage.Listed listed = new(Id);
        listed.Lengths[-1] = 0;
        for (int i = 0; i < Parts.Length; i++)
        {
            listed.Lengths[i] = Parts[i].Head.LengthBytes;
        }

        return listed;
    }

    private protected override void Release()
    {
        foreach (IndexPart part in Parts)
        {
            part.Dispose();
        }
    }

    // The head's packs are in the order of their ids.
    private int NumberOf(Blake3Digest pack)
    {
        (int first, int end) = (0, Head.Packs.Count);
        while (first < end)
        {
            int middle = (first + end) / 2;
            (first, end) = Head.Packs[middle].Id < pack ? (middle + 1, end) : (first, middle);
        }

        return first < Head.Packs.Count && Head.Packs[first].Id == pack ? first : -1;
    }

    private static Blake3Digest HashOf(IndexPart part, byte[] block, CancellationToken cancellationToken)
    {
        using Blake3Hasher hasher = new();
        for (long offset = 0; offset < part.View.LengthBytes; offset += block.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> piece = block.AsSpan(0, (int)Math.Min(block.Length, part.View.LengthBytes - offset));
            part.View.ReadBulk(offset, piece);
            hasher.Append(piece);
        }

        return hasher.Finish();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CorruptDataException DamagedSince(int pack)
    {
        _isVerified = false;
        return new CorruptDataException(
            $"Index '{IndexName.Head(Id)}'", $"it tells of pack {pack} of {PackNumbers.Length}, and did not when it was verified; try again, and it is made anew");
    }

    private IndexPart? PartOf(UInt128 key)
    {
        int index = PartIndexOf(key);
        return index >= 0 ? Parts[index] : null;
    }

    private int PartIndexOf(UInt128 key)
    {
        int index = Array.BinarySearch(_firstKeys, key);
        return index >= 0 ? index : ~index - 1;
    }
}
