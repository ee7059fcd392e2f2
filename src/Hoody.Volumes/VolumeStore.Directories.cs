using Hoody.ChunkStore;
using Hoody.Volumes.Comparing;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <content>Directories of this machine: taken in, and put back.</content>
public sealed partial class VolumeStore
{
    /// <summary>Takes a directory in: everything it holds, with its metadata. No link is followed, nothing that could block is opened.</summary>
    /// <param name="directory">The directory; a link given here is followed, none below it is.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Told from time to time how far the import is.</param>
    /// <param name="cancellationToken">Cancels the import; what was stored before is found again by the next one.</param>
    /// <returns>The tree, durable, and what there is to know about it. The same directory gives the same tree, whatever the options.</returns>
    /// <exception cref="ArgumentException">The path is empty or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory is missing or is none, or an entry cannot be read, or is this very store, which would take itself in; it is named.</exception>
    /// <exception cref="StoreFullException">The store has no room. Nothing that it held before is lost.</exception>
    public Task<ImportResult> ImportAsync(
        string directory, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new TreeImporter(Blobs).ImportAsync(directory, options ?? ImportOptions.Default, progress, cancellationToken);
    }

    /// <summary>Yields every path in which a directory, as it is now, differs from a tree: what a diff of the tree and an import of the directory would yield. Nothing is stored.</summary>
    /// <param name="before">The tree, as an import or a snapshot gives it.</param>
    /// <param name="directory">The directory; a link given here is followed, none below it is, and nothing that could block is opened.</param>
    /// <param name="options">What is told; null for the defaults. Whoever wants <see cref="TreeChange.NewBytes"/> asks for them here: the store has no chunk lists of the directory.</param>
    /// <param name="reading">
    /// How the directory is read, as for an import; null for the defaults. A stat cache saves reading what it knows; it is not written, and without a pin of the store a collection beside the
    /// diff may take what it leads to, which ends the diff with an error and never with another answer.
    /// </param>
    /// <param name="notices">Told, after the directory was read and before the first change, what could not be read or changed meanwhile.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>
    /// The changes in the order of a walk. All of the directory is read before the first. Its nodes lie in a temporary file without a name meanwhile (<c>TMPDIR</c>; about 100 bytes an entry, and 36 for
    /// each chunk of a file with several), so memory does not grow with files or their number.
    /// </returns>
    /// <exception cref="ArgumentException">The tree is not a directory, the path is empty, or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory is missing or is none, an entry cannot be read, or a tree is deeper or its directories are larger than this version walks.</exception>
    /// <exception cref="BlobNotFoundException">A node of the tree is not in this store.</exception>
    /// <exception cref="CorruptDataException">A node of the tree is damaged or contradicts the entry that names it.</exception>
    /// <exception cref="BackendException">The temporary file cannot be made or written.</exception>
    public IAsyncEnumerable<TreeChange> DiffDirectoryAsync(
        TreeEntry before,
        string directory,
        DiffOptions? options = null,
        ImportOptions? reading = null,
        IProgress<ImportNotice>? notices = null,
        CancellationToken cancellationToken = default)
    {
        ThrowIfNotDirectory(before, nameof(before));
        ArgumentException.ThrowIfNullOrEmpty(directory);
        reading ??= ImportOptions.Default;
        reading.Validate();
        return new DirectoryDiffer(Blobs).CompareAsync(before, directory, options, reading, notices, cancellationToken);
    }

    /// <summary>Makes a directory equal to a tree: touches only what differs, removes what is extra, writes nothing outside.</summary>
    /// <param name="root">The tree, as an import or a snapshot gives it.</param>
    /// <param name="directory">The directory; made if missing. A link given here is followed, none below it is.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the export; each file is then old or new, and running again completes it.</param>
    /// <returns>What was done, and what could not be represented.</returns>
    /// <exception cref="ArgumentException">The tree is not a directory, the path is empty, or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory, or an entry, cannot be made or changed, or is, holds or lies in this very store, which no tree has; it is named. The rest stays as it is.</exception>
    /// <exception cref="BlobNotFoundException">A part of the tree is not in this store.</exception>
    /// <exception cref="CorruptDataException">A part of the tree is damaged.</exception>
    public Task<ExportResult> ExportAsync(
        TreeEntry root, string directory, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNotDirectory(root, nameof(root));
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new TreeExporter(Blobs, root, directory, options ?? ExportOptions.Default).ExportAsync(cancellationToken);
    }

    /// <summary>Finds out what an export would do to a directory: compares as it does, and changes nothing.</summary>
    /// <param name="root">The tree, as an import or a snapshot gives it.</param>
    /// <param name="directory">The directory; it need not exist. A link given here is followed, none below it is.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <returns>The plan, to be printed, applied or forgotten.</returns>
    /// <exception cref="ArgumentException">The tree is not a directory, the path is empty, or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory, or an entry, cannot be examined, or stands in the way of an export; it is named.</exception>
    /// <exception cref="BlobNotFoundException">A part of the tree is not in this store.</exception>
    /// <exception cref="CorruptDataException">A part of the tree is damaged.</exception>
    public Task<ExportPlan> PlanExportAsync(
        TreeEntry root, string directory, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNotDirectory(root, nameof(root));
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new TreeExporter(Blobs, root, directory, options ?? ExportOptions.Default).PlanAsync(cancellationToken);
    }
}
