using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Reading;
using Hoody.ChunkStore.Telemetry;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Verification;

/// <summary>One verification: small objects, index, packs with the oldest-verified first, refs.</summary>
/// <remarks>Deletes nothing. What another process deletes meanwhile is not damage, and what it adds is for the next verification.</remarks>
internal sealed class Verifier(
    IStorageBackend backend,
    BlobIndex index,
    IndexLoader loader,
    BlobReader reader,
    EpochLog epochs,
    LeaseKeeper leases,
    BlobStoreOptions storeOptions,
    VerificationOptions options)
{
    // Whoever is killed loses no more than that: so often is noted what was verified.
    private const long NoteBytes = 1 << 30;

    private static readonly TimeSpan s_noteInterval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = TimeOf(options, storeOptions);
    private readonly DamageList _damage = new(index);
    private readonly VerificationLog _log = new(backend, TimeOf(options, storeOptions));
    private readonly List<DamagedObject> _objects = [];
    private readonly HashSet<Blake3Digest> _notSetAside = [];
    private long _refsLeft;
    private long _blobsVerified;
    private long _blobsSalvaged;

    private readonly record struct ListedPack(Blake3Digest Id, long LengthBytes);

    internal async Task<VerificationReport> VerifyAsync(
        IBlobReferences? references, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        TimeLimit limit = new(_time, options.TimeBudget);
        await leases.EnterNewestAsync(cancellationToken).ConfigureAwait(false);
        await loader.RefreshAsync(cancellationToken).ConfigureAwait(false);
        _objects.AddRange(await new ObjectScan(backend, epochs, options.IsReadOnly).FindDamageAsync(cancellationToken).ConfigureAwait(false));
        _objects.AddRange(await loader.VerifyAgainAsync(cancellationToken).ConfigureAwait(false));
        VerificationProgress done = await VerifyPacksAsync(
            () => references is null ? limit.IsOver : limit.IsHalfOver, progress, cancellationToken).ConfigureAwait(false);
        List<DamagedRef> refs = await VerifyRefsAsync(references, limit, cancellationToken).ConfigureAwait(false);
        return new VerificationReport
        {
            Depth = options.Depth,
            Packs = _damage.Packs(loader.DamagedPacks),
            Blobs = _damage.Blobs(),
            DamagedBlobCount = _damage.BlobCount,
            Refs = refs,
            Objects = _objects,
            PacksVerified = done.PacksDone,
            BlobsVerified = _blobsVerified,
            BytesVerified = done.BytesDone,
            BlobsSalvaged = _blobsSalvaged,
            PacksLeft = done.PacksTotal - done.PacksDone,
            BytesLeft = done.BytesTotal - done.BytesDone,
            RefsLeft = _refsLeft,
        };
    }

    private static TimeProvider TimeOf(VerificationOptions options, BlobStoreOptions storeOptions) => options.Time ?? storeOptions.Time ?? TimeProvider.System;

    private async Task<VerificationProgress> VerifyPacksAsync(
        Func<bool> isOver, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        await _log.LoadAsync(cancellationToken).ConfigureAwait(false);
        List<ListedPack> packs = await ListPacksAsync(cancellationToken).ConfigureAwait(false);
        VerificationProgress done = new(0, packs.Count, 0, packs.Sum(pack => pack.LengthBytes));
        (long Bytes, long Time) noted = (0, _time.GetTimestamp());
        foreach (ListedPack pack in packs.OrderBy(pack => _log[pack.Id][options.Depth]).ThenBy(pack => pack.Id))
        {
            if (isOver())
            {
                break;
            }

            int blobs = await VerifyPackAsync(pack.Id, cancellationToken).ConfigureAwait(false);
            _blobsVerified += blobs;
            StoreMeter.Verified.Count(blobs, pack.LengthBytes);
            if (!_notSetAside.Contains(pack.Id))
            {
                _log.Note(pack.Id, options.Depth, _time.GetUtcNow()); // or else it stays the first to be looked at
            }

            done = done with { PacksDone = done.PacksDone + 1, BytesDone = done.BytesDone + pack.LengthBytes };
            progress?.Report(done);
            if (done.BytesDone - noted.Bytes >= NoteBytes || _time.GetElapsedTime(noted.Time) >= s_noteInterval)
            {
                await SaveNotesAsync(cancellationToken).ConfigureAwait(false);
                noted = (done.BytesDone, _time.GetTimestamp());
            }
        }

        if (done.PacksDone > 0)
        {
            await SaveNotesAsync(cancellationToken).ConfigureAwait(false);
        }

        return done;
    }

    // Those that the index knows, and those that could not be read when they were last looked at.
    private async ValueTask<List<ListedPack>> ListPacksAsync(CancellationToken cancellationToken)
    {
        List<ListedPack> packs = [.. index.Packs.Present().Select(line => new ListedPack(line.Id, line.LengthBytes))];
        foreach (DamagedPack unreadable in loader.DamagedPacks)
        {
            if (PackName.TryParse(unreadable.Name, out Blake3Digest id) && !index.ContainsPack(id)
                && await backend.GetLengthAsync(unreadable.Name, cancellationToken).ConfigureAwait(false) is { } length)
            {
                packs.Add(new ListedPack(id, length));
            }
        }

        return packs;
    }

    private async Task SaveNotesAsync(CancellationToken cancellationToken)
    {
        if (!options.IsReadOnly)
        {
            HashSet<string> unreadable = [.. loader.DamagedPacks.Select(pack => pack.Name)];
            try
            {
                await _log.SaveAsync(pack => index.ContainsPack(pack) || unreadable.Contains(PackName.Of(pack)), cancellationToken).ConfigureAwait(false);
            }
            catch (StoreFullException)
            {
                return; // a hint: what was found must be told all the same, and on a full disk it never would be
            }
        }
    }

    /// <returns>How many blobs its directory names.</returns>
    private async Task<int> VerifyPackAsync(Blake3Digest pack, CancellationToken cancellationToken)
    {
        try
        {
            (PackDirectory? directory, ChunkStoreException? failure) = await PackReader
                .TryReadDirectoryAsync(backend, PackName.Of(pack), lengthBytes: null, cancellationToken).ConfigureAwait(false);
            if (directory is not null)
            {
                _objects.AddRange(await loader.CompareAsync(directory, cancellationToken).ConfigureAwait(false));
            }

            List<PackScan.Damage> damaged = directory is null || options.Depth == VerificationDepth.Structure
                ? [] : await new PackScan(backend, options.Depth).FindDamageAsync(directory, cancellationToken).ConfigureAwait(false);
            bool isDamaged = damaged.Count > 0 || failure is not (null or UnsupportedFormatException);
            if (isDamaged || options.Depth == VerificationDepth.Full)
            {
                index.Packs.SetDoubtful(pack, isDamaged); // until it is set aside, which may fail or not be wanted
            }

            if (failure is not null || damaged.Count > 0 || index.Packs.IsQuarantined(pack))
            {
                await SetAsideAsync(pack, directory, failure, damaged, cancellationToken).ConfigureAwait(false);
            }

            return directory?.Entries.Count ?? 0;
        }
        catch (ObjectNotFoundException)
        {
            return 0; // a collector has deleted it
        }
    }

    private async Task SetAsideAsync(
        Blake3Digest pack, PackDirectory? directory, ChunkStoreException? failure, List<PackScan.Damage> damaged, CancellationToken cancellationToken)
    {
        string reason = failure?.Message ?? (damaged.Count > 0 ? $"{damaged.Count} blobs are damaged; the first: {damaged[0].Reason}" : "");
        try
        {
            // A pack of a later version is another program's to judge.
            if (!options.IsReadOnly && failure is not UnsupportedFormatException)
            {
                Salvage salvage = new(backend, index, loader, leases, storeOptions);
                _blobsSalvaged += await salvage.RunAsync(pack, directory, reason, damaged, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreFullException exception)
        {
            _notSetAside.Add(pack);
            reason += $" (not quarantined: {exception.Message})"; // nothing is worse than before, and the rest can still be verified
        }

        damaged.ForEach(found => _damage.Add(pack, found));
        if (reason.Length > 0)
        {
            _damage.Add(new DamagedPack(PackName.Of(pack), reason, IsQuarantined: false));
        }
    }

    private async Task<List<DamagedRef>> VerifyRefsAsync(IBlobReferences? references, TimeLimit limit, CancellationToken cancellationToken)
    {
        RefWalk walk = new(backend, loader, _damage, new RefTurn(limit, storeOptions.Random));
        if (references is null)
        {
            return await walk.FindDamageAsync(trees: null, cancellationToken).ConfigureAwait(false);
        }

        using IndexSnapshot snapshot = await loader.TakeSnapshotAsync(cancellationToken).ConfigureAwait(false);
        using TreeWalk trees = new(reader, references, _damage, snapshot, limit);
        List<DamagedRef> damaged = await walk.FindDamageAsync(trees, cancellationToken).ConfigureAwait(false);
        _refsLeft = walk.RefsLeft;
        return damaged;
    }
}
