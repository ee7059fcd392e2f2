namespace Hoody.ChunkStore.Packs;

/// <summary>What messages call a record. Made into text only for a message, since every blob that is read has one.</summary>
internal readonly record struct RecordName(BlobId Id, string Pack, int Offset)
{
    private readonly string? _text;
    private readonly BlobKind? _kind;

    /// <summary>A record that is in no pack.</summary>
    internal RecordName(BlobKind kind, BlobId id)
        : this(id, "", 0) => _kind = kind;

    private RecordName(string text)
        : this(default, "", 0) => _text = text;

    public static implicit operator RecordName(string text) => new(text);

    public override string ToString() => _text ?? (_kind is { } kind ? $"{kind} {Id}" : $"Blob {Id} in pack '{Pack}' at {Offset}");
}
