using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Turns what bears a name in an open directory into an entry: metadata for all, content for files. Thread-safe.</summary>
/// <remarks>What cannot be read is left out as the session rules.</remarks>
internal sealed class EntryReader(ImportSession session)
{
    /// <summary>Times that a file is read again when it has changed meanwhile.</summary>
    private const int MaxRetries = 3;

    private readonly FileReader _files = new(session);

    /// <summary>Makes an entry of a directory that was scanned; null when it is left out.</summary>
    /// <param name="scan">The directory.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its path.</param>
    /// <param name="known">What is known of it; if it is still so, its metadata is not read.</param>
    public OpenedDirectory? Open(DirectoryScan scan, EntryName name, TreePath path, CachedEntry? known = null)
    {
        TreeEntry? entry = null;
        Errno error = scan.Error;
        if (error == Errno.None && !(known is { } before && before.Proves(new FileStamp(scan.Status))))
        {
            error = Describe(scan.Descriptor, name, scan.Status, out entry);
        }

        if (error != Errno.None)
        {
            session.LeaveOut(path, error);
            return null;
        }

        OwnStore.Refuse(
            session.StoreId, scan.Descriptor, scan.Names, path, session.Errors, "that the tree is for, which would take itself in; exclude it, or choose another directory");
        return IsKeepable(scan, path) ? new OpenedDirectory(scan, entry) : null;
    }

    /// <summary>Reads anything but a directory; a file that changes meanwhile is read again, and in the end kept with a notice.</summary>
    public async ValueTask<Arrival> ReadAsync(
        Descriptor directory, EntryName name, TreePath path, EntryType type, CancellationToken cancellationToken)
    {
        if (type != EntryType.File)
        {
            return ReadSpecial(directory, name, path);
        }

        for (int retriesLeft = MaxRetries; ; retriesLeft--)
        {
            FileAttempt attempt = await AttemptAsync(directory, name, path, cancellationToken).ConfigureAwait(false);
            if (attempt.IsOther)
            {
                return ReadSpecial(directory, name, path);
            }

            if (attempt.Error != Errno.None)
            {
                session.LeaveOut(path, attempt.Error);
                return Arrival.LeftOut;
            }

            if (attempt.IsStable || retriesLeft == 0)
            {
                return Keep(attempt, path);
            }
        }
    }

    private bool IsKeepable(DirectoryScan scan, TreePath path)
    {
        foreach (byte[] name in scan.UnfitNames)
        {
            session.LeaveOut(path, $"has an entry whose name of {name.Length} bytes is longer than {EntryName.MaxLengthBytes}");
        }

        bool fits = scan.Names.Count <= TreeLimits.MaxEntriesPerDirectory;
        if (!fits)
        {
            session.LeaveOut(path, $"has more than {TreeLimits.MaxEntriesPerDirectory} entries");
        }

        return fits;
    }

    private Arrival Keep(FileAttempt attempt, TreePath path)
    {
        if (!attempt.IsStable)
        {
            session.Notice(path, ImportNoticeKind.ChangedWhileRead, "kept changing while it was read; what is stored may mix two states");
        }

        return Arrival.Of(attempt.Entry, attempt.Stamp, attempt.IsStable && session.Trusts(attempt.Stamp), attempt.ChunkIds);
    }

    private async ValueTask<FileAttempt> AttemptAsync(
        Descriptor directory, EntryName name, TreePath path, CancellationToken cancellationToken)
    {
        Errno error = directory.OpenFile(name, out Descriptor file);
        using Descriptor opened = file;

        // Since the walk looked, something else may have taken the name: a link or a socket cannot be opened so, the rest fstat tells.
        if (error is Errno.ELOOP or Errno.ENXIO)
        {
            return new FileAttempt { IsOther = true };
        }

        FileStatus before = default;
        TreeEntry? entry = null;
        error = error == Errno.None ? Describe(file, name, out before, out entry) : error;
        if (error != Errno.None || entry is null)
        {
            return new FileAttempt { Error = error };
        }

        if (before.Type != EntryType.File)
        {
            return new FileAttempt { IsOther = true };
        }

        FileData data = await _files.ReadAsync(file, before.Length, path, cancellationToken).ConfigureAwait(false);
        FileStatus after = default;
        error = data.Error == Errno.None ? file.GetStatus(out after) : data.Error;
        return new FileAttempt
        {
            Error = error,
            Stamp = new FileStamp(before),
            ChunkIds = data.ChunkIds,
            IsStable = before.IsSameStateAs(after) && data.Length == before.Length,
            Entry = entry with { Length = data.Length, Content = data.Content, Holes = data.Holes },
        };
    }

    /// <summary>Reads a link, pipe, socket or device through a descriptor that does not open it.</summary>
    private Arrival ReadSpecial(Descriptor directory, EntryName name, TreePath path)
    {
        Errno error = directory.OpenPathOnly(name, out Descriptor special);
        using Descriptor opened = special;
        FileStatus status = default;
        TreeEntry? entry = null;
        byte[] target = [];
        error = error == Errno.None ? Describe(special, name, out status, out entry) : error;
        if (error == Errno.None && status.Type == EntryType.SymbolicLink)
        {
            error = special.ReadLink(out target);
        }
        else if (error == Errno.None && status.Type is EntryType.File or EntryType.Directory)
        {
            // Was special when it was looked at, and is not any more: what we were to read is gone.
            error = Errno.ENOENT;
        }

        if (error != Errno.None || entry is null)
        {
            session.LeaveOut(path, error);
            return Arrival.LeftOut;
        }

        FileStamp stamp = new(status);
        return Arrival.Of(entry with { LinkTarget = target }, stamp, session.Trusts(stamp));
    }

    private static Errno Describe(Descriptor opened, EntryName name, out FileStatus status, out TreeEntry? entry)
    {
        entry = null;
        Errno error = opened.GetStatus(out status);
        return error == Errno.None ? Describe(opened, name, status, out entry) : error;
    }

    private static Errno Describe(Descriptor opened, EntryName name, FileStatus status, out TreeEntry? entry)
    {
        Errno error = opened.GetAttributes(out IReadOnlyList<ExtendedAttribute> attributes);
        entry = error == Errno.None ? status.ToEntry(name, attributes) : null;
        return error;
    }

    /// <summary>One reading of one file.</summary>
    private readonly record struct FileAttempt
    {
        public Errno Error { get; init; }

        public FileStamp Stamp { get; init; }

        public ReadOnlyMemory<byte> ChunkIds { get; init; }

        /// <summary>The name stands for something that is not a file.</summary>
        public bool IsOther { get; init; }

        /// <summary>Nothing changed from before the first byte to after the last.</summary>
        public bool IsStable { get; init; }

        public TreeEntry? Entry { get; init; }
    }
}
