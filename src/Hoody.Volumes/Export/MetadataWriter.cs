using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Gives an open entry the owner, attributes, mode and time of the tree; touches what differs and reports what it could not.</summary>
/// <remarks>
/// In this order: changing the owner clears set-user-id and file capabilities, an access list changes the mode, and the time
/// comes last. What the file system then says is compared with what was asked, since some drop bits or round times silently.
/// </remarks>
internal sealed class MetadataWriter(ExportSession session)
{
    private const int SetIdBits = 0xc00;

    // The kernel's word for "leave it as it is", so no file can be given to it.
    private const uint NobodyAtAll = uint.MaxValue;

    /// <summary>Whether anything would be touched.</summary>
    public bool Differs(Descriptor target, in FileStatus status, TreeEntry entry, TreePath path) =>
        status.UserId != entry.UserId || status.GroupId != entry.GroupId || status.Mode != entry.Mode
        || status.ModifiedTime != entry.ModifiedTime || !ReadAttributes(target, path).SequenceEqual(entry.ExtendedAttributes);

    /// <summary>The same for what was made just now: it never has the time yet, so that is set before anything is asked.</summary>
    public FileStatus ApplyToNew(Descriptor target, TreeEntry entry, TreePath path)
    {
        SetModifiedTime(target, entry, path);
        return Apply(target, entry, path);
    }

    /// <summary>Makes the metadata equal; gives what the file system then says.</summary>
    public FileStatus Apply(Descriptor target, TreeEntry entry, TreePath path)
    {
        FileStatus status = Status(target, path);
        bool hasOwner = status.UserId == entry.UserId && status.GroupId == entry.GroupId;
        int mode = hasOwner || SetOwner(target, entry, path) ? entry.Mode : entry.Mode & ~SetIdBits;
        bool isTouched = SetAttributes(target, entry, path) || !hasOwner;

        bool hasMode = entry.Type != EntryType.SymbolicLink;
        if (hasMode && (isTouched ? Status(target, path) : status).Mode != mode)
        {
            Check(target.SetMode(mode), path, ExportNoticeKind.Mode, "the mode could not be set");
            isTouched = true;
        }

        if (status.ModifiedTime != entry.ModifiedTime)
        {
            SetModifiedTime(target, entry, path);
            isTouched = true;
        }

        FileStatus result = isTouched ? Status(target, path) : status;
        ReportDifference(result, entry, path);
        return result;
    }

    private void SetModifiedTime(Descriptor target, TreeEntry entry, TreePath path) =>
        Check(target.SetModifiedTime(entry.ModifiedTime), path, ExportNoticeKind.ModifiedTime, "the time could not be set");

    private bool SetOwner(Descriptor target, TreeEntry entry, TreePath path)
    {
        Errno error = entry.UserId == NobodyAtAll || entry.GroupId == NobodyAtAll ? Errno.EINVAL : target.SetOwner(entry.UserId, entry.GroupId);
        return Check(error, path, ExportNoticeKind.Owner, $"the owner {entry.UserId}:{entry.GroupId} could not be set");
    }

    /// <summary>Whether there was anything to set or remove: an access list is also part of the mode.</summary>
    private bool SetAttributes(Descriptor target, TreeEntry entry, TreePath path)
    {
        IReadOnlyList<ExtendedAttribute> present = ReadAttributes(target, path);
        if (present.Count == 0 && entry.ExtendedAttributes.Count == 0)
        {
            return false;
        }

        foreach (ExtendedAttribute extra in present.Where(old => !entry.ExtendedAttributes.Any(wanted => HasSameName(wanted, old))))
        {
            Check(target.RemoveAttribute(extra.Name.Span), path, ExportNoticeKind.ExtendedAttribute, $"{NameOf(extra)} could not be removed");
        }

        foreach (ExtendedAttribute wanted in entry.ExtendedAttributes.Where(wanted => !present.Contains(wanted)))
        {
            Check(
                target.SetAttribute(wanted.Name.Span, wanted.Value.Span), path, ExportNoticeKind.ExtendedAttribute, $"{NameOf(wanted)} could not be set");
        }

        return true;
    }

    private IReadOnlyList<ExtendedAttribute> ReadAttributes(Descriptor target, TreePath path)
    {
        Errno error = target.GetAttributes(out IReadOnlyList<ExtendedAttribute> attributes);
        return error == Errno.None ? attributes : throw session.Errors.Of(path, "the extended attributes cannot be read", error);
    }

    private FileStatus Status(Descriptor target, TreePath path)
    {
        Errno error = target.GetStatus(out FileStatus status);
        return error == Errno.None ? status : throw session.Errors.Of(path, "cannot be examined", error);
    }

    private void ReportDifference(in FileStatus status, TreeEntry entry, TreePath path)
    {
        if (entry.Type != EntryType.SymbolicLink && status.Mode != entry.Mode)
        {
            session.Notice(path, ExportNoticeKind.Mode, $"has the mode {Octal(status.Mode)} instead of {Octal(entry.Mode)}");
        }

        if (status.ModifiedTime != entry.ModifiedTime)
        {
            session.Notice(path, ExportNoticeKind.ModifiedTime, $"has the time {status.ModifiedTime} instead of {entry.ModifiedTime}");
        }
    }

    /// <summary>A right or a feature that is missing is reported; anything else, a full disk or quota among it, ends the export.</summary>
    private bool Check(Errno error, TreePath path, ExportNoticeKind kind, string problem)
    {
        if (error == Errno.None)
        {
            return true;
        }

        // Where attributes have a small place of their own, "no space" means that one of them is too long for it.
        bool isTooLong = kind == ExportNoticeKind.ExtendedAttribute && error is Errno.ENOSPC or Errno.ERANGE;
        if (!error.IsUnsupported() && !isTooLong)
        {
            throw session.Errors.Of(path, problem, error);
        }

        // The modes and times that remain different are reported once, with both values.
        if (kind is not (ExportNoticeKind.Mode or ExportNoticeKind.ModifiedTime))
        {
            session.Notice(path, kind, $"{problem} ({error.Name()})");
        }

        return false;
    }

    private static bool HasSameName(ExtendedAttribute left, ExtendedAttribute right) => left.Name.Span.SequenceEqual(right.Name.Span);

    private static string NameOf(ExtendedAttribute attribute) => $"the attribute {EscapedText.Of(attribute.Name.Span)}";

    private static string Octal(int mode) => "0" + Convert.ToString(mode, 8);
}
