using System.Buffers;
using System.Buffers.Binary;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    private const int ListBufferLength = 32 * 1024;
    private const int MaxLinkTargetLength = 4096;

    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name with its NUL.
    private const int RecordLengthOffset = 16;
    private const int RecordNameOffset = 19;

    private bool _isListed;

    /// <summary>Lists the directory from its beginning, without <c>.</c> and <c>..</c>, sorted by raw name.</summary>
    /// <param name="names">The names that a tree can hold.</param>
    /// <param name="unfitNames">Names longer than any Linux file system of ours allows.</param>
    /// <param name="maxCount">When more names have been listed, the rest is of no interest: what somebody else may fill shall not fill the memory.</param>
    public Errno List(out List<EntryName> names, out List<byte[]> unfitNames, int maxCount = int.MaxValue)
    {
        names = [];
        unfitNames = [];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ListBufferLength);
        try
        {
            Errno error = _isListed ? ErrorOf(Libc.Seek(this, 0, 0)) : Errno.None;
            _isListed = true;
            while (error == Errno.None && names.Count <= maxCount)
            {
                nint length = Libc.GetDents64(this, buffer);
                error = ErrorOf(length);
                if (length == 0)
                {
                    break;
                }

                if (error == Errno.None)
                {
                    AddNames(buffer.AsSpan(0, (int)length), names, unfitNames);
                }
            }

            Order(names);
            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The target of the symbolic link that this descriptor was opened on by path only.</summary>
    public Errno ReadLink(out byte[] target)
    {
        Span<byte> buffer = stackalloc byte[MaxLinkTargetLength];
        nint length = Libc.ReadLinkAt(this, [0], buffer, buffer.Length);
        Errno error = ErrorOf(length);
        target = error == Errno.None ? buffer[..(int)length].ToArray() : [];
        return error;
    }

    /// <summary>The path by which the system knows what is open, without links.</summary>
    public Errno FindPath(out byte[] path)
    {
        Span<byte> buffer = stackalloc byte[MaxLinkTargetLength];
        nint length = Libc.ReadLinkAt(this, ProcPath(stackalloc byte[ProcPathLength]), buffer, buffer.Length);
        Errno error = ErrorOf(length);
        path = error == Errno.None ? buffer[..(int)length].ToArray() : [];
        return error;
    }

    public Errno MakeDirectory(EntryName name) =>
        ErrorOf(Libc.MakeDirectoryAt(this, Terminate(name.Bytes, stackalloc byte[NameBufferLength]), 0x1c0 /* 0700 */));

    /// <summary>Makes a pipe, a socket's name or a device, for its owner alone.</summary>
    public Errno MakeSpecial(EntryName name, EntryType type, uint major, uint minor) => ErrorOf(Libc.MakeNodeAt(
        this, Terminate(name.Bytes, stackalloc byte[NameBufferLength]), FileStatus.TypeBits(type) | 0x180, DeviceNumber(major, minor)));

    public Errno MakeSymbolicLink(EntryName name, ReadOnlySpan<byte> target) => ErrorOf(Libc.SymbolicLinkAt(
        Terminate(target, stackalloc byte[NameBufferLength]), this, Terminate(name.Bytes, stackalloc byte[NameBufferLength])));

    /// <summary>Gives the entry <paramref name="existing"/> of <paramref name="directory"/> one more name, here; a link itself is linked.</summary>
    public Errno MakeHardLink(EntryName name, Descriptor directory, EntryName existing) => ErrorOf(Libc.LinkAt(
        directory, Terminate(existing.Bytes, stackalloc byte[NameBufferLength]),
        this, Terminate(name.Bytes, stackalloc byte[NameBufferLength]), flags: 0));

    /// <summary>Moves an entry of this directory over another; both at once, or neither.</summary>
    public Errno Rename(EntryName from, EntryName to) => ErrorOf(Libc.RenameAt(
        this, Terminate(from.Bytes, stackalloc byte[NameBufferLength]), this, Terminate(to.Bytes, stackalloc byte[NameBufferLength])));

    /// <summary>Lets two entries of this directory change names; both at once, or neither.</summary>
    public Errno Exchange(EntryName one, EntryName other) => RenameAt2(one, other, Libc.RenameExchange);

    /// <summary>Moves an entry of this directory to a name that nothing bears; EEXIST when something does.</summary>
    public Errno RenameIfAbsent(EntryName from, EntryName to) => RenameAt2(from, to, Libc.RenameNoReplace);

    public Errno RemoveFile(EntryName name) =>
        ErrorOf(Libc.UnlinkAt(this, Terminate(name.Bytes, stackalloc byte[NameBufferLength]), 0));

    public Errno RemoveDirectory(EntryName name) =>
        ErrorOf(Libc.UnlinkAt(this, Terminate(name.Bytes, stackalloc byte[NameBufferLength]), Libc.AtRemoveDirectory));

    /// <summary>Sorts names, and leaves each once: xfs lists one twice that is taken away meanwhile, and given again.</summary>
    internal static void Order(List<EntryName> names)
    {
        names.Sort();
        int count = Math.Min(names.Count, 1);
        for (int i = 1; i < names.Count; i++)
        {
            if (names[i] != names[count - 1])
            {
                names[count++] = names[i];
            }
        }

        names.RemoveRange(count, names.Count - count);
    }

    private Errno RenameAt2(EntryName from, EntryName to, uint flags) => ErrorOf(Libc.RenameAt2(
        this, Terminate(from.Bytes, stackalloc byte[NameBufferLength]), this, Terminate(to.Bytes, stackalloc byte[NameBufferLength]), flags));

    private static void AddNames(ReadOnlySpan<byte> records, List<EntryName> names, List<byte[]> unfitNames)
    {
        while (!records.IsEmpty)
        {
            int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(records[RecordLengthOffset..]);
            ReadOnlySpan<byte> name = records[RecordNameOffset..recordLength];
            name = name[..name.IndexOf((byte)0)];
            records = records[recordLength..];
            if (EntryName.TryCreate(name, out EntryName entry))
            {
                names.Add(entry);
            }
            else if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                unfitNames.Add(name.ToArray());
            }
        }
    }

    // The C library's encoding, which keeps the low bits where they were when both numbers had eight.
    private static ulong DeviceNumber(uint major, uint minor) =>
        ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8) | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);
}
