using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Does files of one directory together: what of their data has to come from the store is read in the order of the packs. Thread-safe.</summary>
/// <remarks>Read one by one, each small file costs the opening of a pack.</remarks>
internal sealed class BatchExporter(ExportSession session)
{
    /// <summary>With the longest of its files, 4 MiB for each worker.</summary>
    public const int MaxCount = 64;

    // What the chunker leaves whole; the chunks of a longer file are read together by themselves.
    private const int MaxLengthBytes = 64 << 10;

    private readonly EntryExporter _exporter = new(session);

    /// <summary>Whether a file gains by waiting for others. One that others are linked to must not: they wait for it.</summary>
    public static bool IsSmall(ExportWork work) =>
        work is { Leader: null, Entry: { Type: EntryType.File, Content.Kind: FileContentKind.SingleChunk, Length: <= MaxLengthBytes } };

    /// <summary>Makes the names so, and counts what was done.</summary>
    public async Task ExportAsync(IReadOnlyList<ExportWork> batch, CancellationToken cancellationToken)
    {
        List<ExportWork> lacking = [];
        foreach (ExportWork work in batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session.IsPlan || !IsSmall(work))
            {
                FileIdentity? made = await _exporter.ExportAsync(work, cancellationToken).ConfigureAwait(false);
                work.Leader?.SetMade(made);
            }
            else if (!await _exporter.TryDoAsync(work, cancellationToken).ConfigureAwait(false))
            {
                lacking.Add(work);
            }
        }

        if (lacking.Count > 0)
        {
            await WriteAsync(lacking, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(List<ExportWork> lacking, CancellationToken cancellationToken)
    {
        BlobId[] ids = [.. lacking.Select(work => work.Entry.Content.Id)];
        await foreach (FetchedBlob data in session.Blobs.GetManyAsync(ids, BlobKind.Chunk, cancellationToken).ConfigureAwait(false))
        {
            using (data)
            {
                await _exporter.ReplaceAsync(lacking[data.Index], data.Plain, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
