using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Makes one name of the target equal to an entry that is not a directory. Thread-safe.</summary>
/// <remarks>
/// Data never changes in place: what differs is made beside under a temporary name, complete with its metadata, and renamed over. Only in a directory that
/// this export has made, and which its owner alone may enter until it is complete, a name is made as it is to stay.
/// Metadata changes in place only where the file has no other name, since the other may lie outside the target.
/// </remarks>
internal sealed class EntryExporter(ExportSession session)
{
    private readonly EntryMemory _memory = new(session);
    private readonly MetadataWriter _metadata = new(session);
    private readonly FileWriter _files = new(session);
    private readonly EntryMaker _maker = new(session);
    private readonly EntryPlacer _placer = new(session);

    /// <summary>Makes it so, and counts what was done.</summary>
    /// <returns>Which file now bears the name, <see cref="FileIdentity.None"/> where a plan would make one; null when the entry could not be made.</returns>
    public async ValueTask<FileIdentity?> ExportAsync(ExportWork work, CancellationToken cancellationToken)
    {
        (Descriptor directory, TreeEntry entry, TreePath path) = (work.Frame.Descriptor, work.Entry, work.Path);
        FileComparison comparison = FileComparison.Different;
        using Descriptor? old = work.Existing?.Type == entry.Type ? OpenExisting(directory, entry, path) : null;
        if (old is not null)
        {
            comparison = await CompareAsync(old, work, cancellationToken).ConfigureAwait(false);
            if (comparison.IsEqual && TryKeep(old, work, comparison, out FileIdentity kept))
            {
                return kept;
            }
        }

        return await ReplaceAsync(work, path, old, comparison, data: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a file of one chunk, or makes it from what is there; false when its data have to come from the store.</summary>
    public async ValueTask<bool> TryDoAsync(ExportWork work, CancellationToken cancellationToken)
    {
        (Descriptor directory, TreeEntry entry, TreePath path) = (work.Frame.Descriptor, work.Entry, work.Path);
        using Descriptor? old = work.Existing?.Type == entry.Type ? OpenExisting(directory, entry, path) : null;
        if (old is null)
        {
            return false;
        }

        FileComparison comparison = await CompareAsync(old, work, cancellationToken).ConfigureAwait(false);
        if (comparison.IsEqual && TryKeep(old, work, comparison, out _))
        {
            return true;
        }

        if (comparison.EqualChunks == 0)
        {
            return false;
        }

        await ReplaceAsync(work, path, old, comparison, data: null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Makes a file of one chunk from the chunk's bytes, whatever is there.</summary>
    public async ValueTask ReplaceAsync(ExportWork work, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        await ReplaceAsync(work, work.Path, old: null, FileComparison.Different, data, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens what bears the name: a file for reading, anything else without touching it. Null when that is not possible.</summary>
    private Descriptor? OpenExisting(Descriptor directory, TreeEntry entry, TreePath path)
    {
        Errno error = entry.Type == EntryType.File
            ? directory.OpenFile(entry.Name, out Descriptor opened)
            : directory.OpenPathOnly(entry.Name, out opened);

        // What may not be read can still be replaced, and what is gone or has become something else meanwhile as well.
        if (error != Errno.None)
        {
            opened.Dispose();
            return error.IsGone() || error is Errno.EACCES or Errno.EPERM or Errno.ELOOP or Errno.ENXIO or Errno.EAGAIN
                ? null
                : throw session.Errors.Of(path, "cannot be compared with the tree", error);
        }

        return opened;
    }

    private async ValueTask<FileComparison> CompareAsync(Descriptor old, ExportWork work, CancellationToken cancellationToken)
    {
        TreeEntry entry = work.Entry;
        Errno error = old.GetStatus(out FileStatus status);
        if (error != Errno.None || status.Type != entry.Type)
        {
            return FileComparison.Different;
        }

        FileComparison comparison = entry.Type switch
        {
            EntryType.File when IsProved(old, status, work) => Same(true) with { Proof = work.Known },
            EntryType.File => await _files.CompareAsync(old, status.Length, entry, work.Path, cancellationToken).ConfigureAwait(false),
            EntryType.SymbolicLink => Same(old.ReadLink(out byte[] target) == Errno.None && entry.LinkTarget.Span.SequenceEqual(target)),
            EntryType.CharacterDevice or EntryType.BlockDevice =>
                Same(status.SpecialMajor == entry.DeviceMajor && status.SpecialMinor == entry.DeviceMinor),
            _ => Same(true),
        };
        return comparison with { Before = status };
    }

    /// <summary>Whether it is remembered just so, and nobody has changed it since.</summary>
    private bool IsProved(Descriptor old, in FileStatus status, ExportWork work)
    {
        bool isProved = work.Known is { } known && known.Proves(new FileStamp(status)) && known.Content == work.Entry.Content
            && (session.KeepsOtherHoles || old.FindHoles(work.Entry.Length).SequenceEqual(work.Entry.Holes));
        if (isProved)
        {
            session.CountUnread();
        }

        return isProved;
    }

    private static FileComparison Same(bool isEqual) => FileComparison.Different with { IsEqual = isEqual };

    /// <summary>Keeps what is there, with its metadata made equal, unless that would show under another name of it.</summary>
    private bool TryKeep(Descriptor old, ExportWork work, FileComparison comparison, out FileIdentity identity)
    {
        (TreeEntry entry, TreePath path) = (work.Entry, work.Path);
        Errno error = old.GetStatus(out FileStatus status);
        identity = status.Identity;
        bool differs = error == Errno.None && _metadata.Differs(old, status, entry, path);
        if (error != Errno.None || (differs && status.IsHardLinked) || !session.TryClaim(status))
        {
            return false;
        }

        if (differs && !session.IsPlan)
        {
            _metadata.Apply(old, entry, path);
        }

        session.Count(path, differs ? ExportOutcome.MetadataOnly : ExportOutcome.Untouched);
        if (work.Frame.Remembered is not null)
        {
            // What was changed of the metadata hides what somebody else may have changed of the data just before.
            work.Remember(differs ? EntryMemory.Unknown(entry) : _memory.Kept(comparison, entry));
        }

        return true;
    }

    private async ValueTask<FileIdentity?> ReplaceAsync(
        ExportWork work, TreePath path, Descriptor? old, FileComparison comparison, ReadOnlyMemory<byte>? data, CancellationToken cancellationToken)
    {
        (Descriptor directory, TreeEntry entry, FileStatus? existing) = (work.Frame.Descriptor, work.Entry, work.Existing);
        if (session.IsPlan)
        {
            session.CountWritten(entry.Length - entry.Holes.Sum(hole => hole.Length));
            _placer.Place(directory, entry.Name, entry, path, existing, cancellationToken);
            return FileIdentity.None;
        }

        EntryName name = work.Frame.IsNew ? entry.Name : session.NewTemporaryName();
        using Descriptor? made = _maker.Make(work.Frame, name, entry, path);
        if (made is null)
        {
            session.Count(path, ExportOutcome.NotMade);
            work.Remember(EntryMemory.Unknown(entry));
            return null;
        }

        try
        {
            ReadOnlyMemory<byte> chunkIds = default;
            if (data is { } ready)
            {
                _files.Write(made, ready, entry, path);
            }
            else if (entry.Type == EntryType.File)
            {
                using FileDonor? donor = FindDonor(old, comparison, entry, path);
                chunkIds = await _files.WriteAsync(made, donor, comparison.IsOnlyLayout, entry, path, cancellationToken).ConfigureAwait(false);
            }

            FileStatus status = _metadata.ApplyToNew(made, entry, path);
            _placer.Place(directory, name, entry, path, existing, cancellationToken);
            if (work.Frame.Remembered is not null)
            {
                work.Remember(_memory.Made(made, entry, path, chunkIds)); // Now, as a renaming is a change too.
            }

            return status.Identity;
        }
        catch
        {
            // Gone already if the failure came after the rename; otherwise nobody will miss it.
            _ = directory.RemoveFile(name);
            throw;
        }
    }

    private FileDonor? FindDonor(Descriptor? old, FileComparison comparison, TreeEntry entry, TreePath path) =>
        FileDonor.InPlace(old, comparison)
        ?? (session is { OldTree: { } root, CannotShare: false } ? FileDonor.InOldTree(root, entry, path) : null);
}
