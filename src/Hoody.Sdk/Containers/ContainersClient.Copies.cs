using System.Runtime.CompilerServices;

namespace Hoody.Sdk;

/// <content>Work on copies that takes more than one request. All of it goes through the members above, so that doubles serve here, too.</content>
public partial class ContainersClient
{
    /// <summary>
    /// Finds the direct copies of a container, oldest first, by reading the account's listing: the service has no filter for it. Containers
    /// that are being deleted, or whose server has expired, are left out. The source itself need not exist any more.
    /// </summary>
    public virtual async IAsyncEnumerable<Container> FindCopiesAsync(
        ContainerId source, RequestOptions? request = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string id = source.Value; // throws for the default value, which would be the source of every original
        await foreach (Container container in ListAsync(OldestFirst, request, cancellationToken).ConfigureAwait(false))
        {
            if (container.SourceContainerId?.Value == id)
            {
                yield return container;
            }
        }
    }

    /// <summary>Gets which container was copied from which, for the whole account.</summary>
    public virtual async Task<ContainerLineage> GetLineageAsync(
        RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        // A source whose server has expired is not gone; one that is being deleted is, as a sync would say.
        List<Container> containers = [];
        await foreach (Container container in ListAsync(OldestFirst with { IncludeExpired = true }, request, cancellationToken)
            .ConfigureAwait(false))
        {
            containers.Add(container);
        }

        return ContainerLineage.Of(containers);
    }

    /// <summary>Synchronises all direct copies of a container: see <see cref="SyncCopiesAsync"/>.</summary>
    public virtual async Task<IReadOnlyList<CopySyncResult>> SyncAllCopiesAsync(
        ContainerId source,
        SyncCopiesOptions? options = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        List<ContainerId> copies = [];
        await foreach (Container copy in FindCopiesAsync(source, request, cancellationToken).ConfigureAwait(false))
        {
            copies.Add(copy.Id);
        }

        return await SyncCopiesAsync(copies, options, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Synchronises copies, several at the same time, and waits for all of them. One that is refused or fails does not keep the others from
    /// being synchronised. Cancelling ends the wait; syncs that have begun go on.
    /// </summary>
    /// <returns>A result for each copy, in the order given; a copy given twice has one.</returns>
    public virtual async Task<IReadOnlyList<CopySyncResult>> SyncCopiesAsync(
        IEnumerable<ContainerId> copies,
        SyncCopiesOptions? options = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(copies);
        options ??= new SyncCopiesOptions();
        CopySyncResult[] results = [.. copies.Distinct().Select(id => new CopySyncResult(new ContainerId(id.Value)))];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, results.Length), parallel, async (i, token) =>
        {
            results[i] = await SyncOneAsync(results[i], options.Wait, request, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return results;
    }

    /// <summary>Synchronises a copy unless it has its source's state already, as far as the service tells.</summary>
    /// <remarks>
    /// The copy is up to date when its last sync ended well, its source has not changed since that sync <em>began</em>, and no snapshot was
    /// restored since. Renaming the copy does not make it look up to date, and in every doubt it is synchronised. This is as good as the
    /// source's <see cref="Container.UpdatedAt"/>: that files written inside a running container move it, the service's documentation
    /// says and does not promise, so set <see cref="SyncIfSourceChangedOptions.MaxAge"/> where a missed change would matter.
    /// </remarks>
    /// <exception cref="HoodyApiException">The sync was refused: see <see cref="SyncAsync"/>.</exception>
    public virtual async Task<ConditionalSync> SyncIfSourceChangedAsync(
        ContainerId copy,
        SyncIfSourceChangedOptions? options = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default)
    {
        Container container = await GetAsync(copy, request, cancellationToken).ConfigureAwait(false);
        ConditionalSync result = container.SourceContainerId is null
            ? new ConditionalSync(SyncReason.NotKnown) // no copy, as the sync will say
            : await new SourceChangeCheck(this, new SnapshotsClient(Pipeline), Pipeline.Options.TimeProvider, request)
                .FindReasonAsync(container, options?.MaxAge, cancellationToken).ConfigureAwait(false);
        return result.Reason == SyncReason.UpToDate
            ? result
            : result with { Operation = await SyncAsync(copy, null, request, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>
    /// Keeps a copy's state as a snapshot, synchronises it, waits for the end, and restores the snapshot when the sync fails or the
    /// caller's own check of the result does.
    /// </summary>
    /// <remarks>
    /// A wait that is cut short – cancelled, out of time, the service not reachable – restores nothing, since the sync may well end
    /// well; the snapshot is there, to be restored by its name. So it is where the reply to the sync is lost, which may be under way then:
    /// <see cref="HoodyConnectionException.MayHaveBeenCarriedOut"/>, or a status of 5xx.
    /// </remarks>
    /// <exception cref="SyncUndoneException">The sync failed or its result did not pass the check; the copy is as before.</exception>
    /// <exception cref="HoodyApiException">
    /// The snapshot or the sync was refused; but for <see cref="HoodyApiException.IsTransient"/>, the copy was not touched.
    /// </exception>
    public virtual Task<SnapshotThenSyncResult> SnapshotThenSyncAsync(
        ContainerId copy,
        SnapshotThenSyncOptions? options = null,
        RequestOptions? request = null,
        CancellationToken cancellationToken = default) =>
        new GuardedSync(this, new SnapshotsClient(Pipeline), options ?? new SnapshotThenSyncOptions(), request)
            .RunAsync(copy, cancellationToken);

    // New containers come at the end of the listing then, and shift no pages.
    private static ListContainersOptions OldestFirst { get; } = new() { SortOrder = SortOrder.Ascending, PageSize = PageSizes.Max };

    private async Task<CopySyncResult> SyncOneAsync(
        CopySyncResult pending, OperationWaitOptions? wait, RequestOptions? request, CancellationToken cancellationToken)
    {
        try
        {
            SyncOperation sync = await SyncAsync(pending.CopyId, null, request, cancellationToken).ConfigureAwait(false);
            return pending with { Container = await sync.WaitForCompletionAsync(wait, null, cancellationToken).ConfigureAwait(false) };
        }
        catch (HoodyException error)
        {
            return pending with { Error = error };
        }
    }
}
