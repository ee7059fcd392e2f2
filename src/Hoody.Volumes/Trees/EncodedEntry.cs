namespace Hoody.Volumes.Trees;

/// <summary>An entry as its bytes, of which only the fields' lengths were looked at; made when somebody wants it.</summary>
/// <remarks>Equal entries are equal bytes, so two of them can be compared without being made.</remarks>
/// <param name="Bytes">The bytes, which stay as they are.</param>
internal readonly record struct EncodedEntry(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The name, which the order of the entries goes by. Whether it is a safe one, <see cref="Decode"/> finds out.</summary>
    public ReadOnlySpan<byte> Name => EntryCodec.NameOf(Bytes.Span);

    public bool HasBytesOf(EncodedEntry other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <exception cref="ChunkStore.CorruptDataException">The bytes are not an entry, or not the only form of it.</exception>
    public TreeEntry Decode()
    {
        FieldReader reader = new(Bytes.Span, TreeNode.What);
        TreeEntry entry = EntryCodec.Read(ref reader, isRoot: false);
        reader.ExpectEnd();
        return entry;
    }
}
