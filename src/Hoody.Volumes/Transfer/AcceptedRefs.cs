using System.Globalization;
using System.Text;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Transfer;

/// <summary>How far the refs of another store were when this one last accepted them: so none goes back unnoticed. The caller holds a pin.</summary>
/// <remarks>
/// For each there is a ref in this store, <c>accepted/(id of the other store)/(hash of the name)</c>, to a snapshot of an empty directory whose labels tell
/// the rest. A store that was set back to a backup has lower generations, or other snapshots at the same ones.
/// </remarks>
internal sealed class AcceptedRefs(BlobStore store, TransferOptions options, Guid source, IReadOnlyList<OfferedRef> offered)
{
    private const string NameLabel = "ref";
    private const string GenerationLabel = "generation";
    private const string SnapshotLabel = "snapshot";

    // Other pulls from the same ref remember theirs at the same time.
    private const int MaxAttempts = 8;

    /// <summary>Of a push, where the other side decides and needs the right to.</summary>
    public static AcceptedRefs None(BlobStore store, TransferOptions options) => new(store, options, Guid.Empty, []);

    /// <exception cref="TransferException">One is not as far as it was, or was something else.</exception>
    public async ValueTask RequireNoneWentBackAsync(CancellationToken cancellationToken)
    {
        foreach (OfferedRef now in offered.Where(each => !each.MayBeOlder))
        {
            Accepted? before = await FindAsync(now.Name, cancellationToken).ConfigureAwait(false);
            if (before is not null && (before.Generation > now.Generation || (before.Generation == now.Generation && before.Snapshot != now.Snapshot)))
            {
                throw new TransferException(
                    TransferError.WentBack,
                    $"Ref '{now.Name}' of store {source} is at generation {now.Generation} with snapshot {now.Snapshot}, and was at generation "
                    + $"{before.Generation} with snapshot {before.Snapshot} when this store last took it. The other store was set back, or is not what it says. "
                    + "Nothing was taken; ask with AllowOlder for what is there now.");
            }
        }
    }

    /// <summary>Remembers what is about to be accepted.</summary>
    /// <exception cref="RefConflictException">Others remembered theirs all the time.</exception>
    public async ValueTask RememberAsync(CancellationToken cancellationToken)
    {
        foreach (OfferedRef now in offered)
        {
            await RememberAsync(now, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RememberAsync(OfferedRef now, CancellationToken cancellationToken)
    {
        BlobId? record = null;
        for (int attempt = 1; ; attempt++)
        {
            Accepted? before = await FindAsync(now.Name, cancellationToken).ConfigureAwait(false);
            if (before is not null && (now.MayBeOlder ? before.Generation == now.Generation && before.Snapshot == now.Snapshot : before.Generation >= now.Generation))
            {
                return; // a pull that was asked for later may have come first
            }

            try
            {
                record ??= await PutAsync(now, cancellationToken).ConfigureAwait(false);
                await store.Refs.UpdateAsync(RefOf(now.Name), record.Value, before?.RefGeneration ?? 0, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RefConflictException) when (attempt < MaxAttempts)
            {
                continue;
            }
        }
    }

    private async ValueTask<Accepted?> FindAsync(string name, CancellationToken cancellationToken)
    {
        string refName = RefOf(name);
        if (await store.Refs.GetAsync(refName, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        IReadOnlyDictionary<string, string> labels = (await SnapshotReader.ReadAsync(store, found.Target, cancellationToken).ConfigureAwait(false)).Labels;
        return labels.TryGetValue(GenerationLabel, out string? generation)
            && long.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && labels.TryGetValue(SnapshotLabel, out string? snapshot)
            && BlobId.TryParse(snapshot, out BlobId id)
            ? new Accepted(number, id, found.Generation)
            : throw new CorruptDataException($"ref {refName}", "its snapshot does not say what was accepted");
    }

    private async ValueTask<BlobId> PutAsync(OfferedRef now, CancellationToken cancellationToken)
    {
        TreeEntry root = new() { Name = EntryName.Root, Type = EntryType.Directory, Mode = 0x1C0 };
        BlobWriter writer = store.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            root = await TreeWriter.PutDirectoryAsync(writer, root, [], TreePath.Root, cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        SnapshotRecord record = new()
        {
            Root = root,
            CreatedTime = options.Time.GetUtcNow(),
            Labels = new Dictionary<string, string>
            {
                [NameLabel] = now.Name,
                [GenerationLabel] = now.Generation.ToString(CultureInfo.InvariantCulture),
                [SnapshotLabel] = now.Snapshot.ToString(),
            },
        };
        return await SnapshotWriter.PutAsync(store, record, cancellationToken).ConfigureAwait(false);
    }

    // A name may be as long as a ref's can be, so it does not fit behind a prefix.
    private string RefOf(string name) => $"accepted/{source:N}/{Blake3Hasher.Hash(Encoding.UTF8.GetBytes(name))}";

    /// <param name="Generation">Of the ref in the other store.</param>
    /// <param name="Snapshot">What it pointed to.</param>
    /// <param name="RefGeneration">Of the ref here that remembers it.</param>
    private sealed record Accepted(long Generation, BlobId Snapshot, long RefGeneration);
}
