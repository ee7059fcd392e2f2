using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Which side of a transfer somebody is.</summary>
internal enum TransferRole : byte
{
    Sender = 1,

    Receiver = 2,
}

/// <summary>The first frame of each side.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  "HTP"
///      3     1  version            1
///      4     1  role               1 sender, 2 receiver
///      5     3  zero
///      8     4  requiredFeatures   bits; the other side ends the session unless it knows all of them
///     12     4  optionalFeatures   bits; ignored by who does not know them
///     16     4  maxOpenWants       of a sender: ids that may be wanted and not yet answered; of a receiver 0
///     20    16  storeId            of this side's store
///     36     2  length, and so many bytes: the chunker profile of this side's store
/// </code>
/// Specification: PROTOCOL.md, "Hello".
/// </remarks>
internal sealed record Hello(TransferRole Role, uint MaxOpenWants, Guid StoreId, string Chunker)
{
    public const int MaxBytes = 38 + MaxChunkerBytes;

    public const byte Version = 1;

    private const int MaxChunkerBytes = 64;

    public uint RequiredFeatures { get; init; }

    public uint OptionalFeatures { get; init; }

    private static ReadOnlySpan<byte> Magic => "HTP"u8;

    public static Hello Of(TransferRole role, StoreFormat store) => new(
        role, role == TransferRole.Sender ? (uint)TransferLimits.MaxOpenWants : 0, store.StoreId, store.Chunker.Name);

    public ReadOnlyMemory<byte> Encode()
    {
        PayloadWriter writer = new();
        writer.WriteBytes(Magic);
        writer.WriteByte(Version);
        writer.WriteByte((byte)Role);
        writer.WriteUInt24(0);
        writer.WriteUInt32(RequiredFeatures);
        writer.WriteUInt32(OptionalFeatures);
        writer.WriteUInt32(MaxOpenWants);
        writer.WriteBytes(StoreId.ToByteArray(bigEndian: true));
        writer.WriteText(Chunker);
        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">Not a hello.</exception>
    /// <exception cref="TransferException">One of another version, or that needs what this code cannot do.</exception>
    public static Hello Decode(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, FrameType.Hello);
        if (!reader.Take(Magic.Length).SequenceEqual(Magic))
        {
            throw reader.Fail("the magic is missing");
        }

        byte version = reader.ReadByte();
        if (version != Version)
        {
            throw new TransferException(
                TransferError.UnsupportedVersion, $"The other side speaks version {version} of the transfer protocol, and this one version {Version}.");
        }

        byte role = reader.ReadByte();
        if (role is not ((byte)TransferRole.Sender or (byte)TransferRole.Receiver) || reader.ReadUInt24() != 0)
        {
            throw reader.Fail($"role {role}, or bytes that must be zero");
        }

        uint required = reader.ReadUInt32();
        uint optional = reader.ReadUInt32();
        Hello hello = new((TransferRole)role, reader.ReadUInt32(), new Guid(reader.Take(16), bigEndian: true), reader.ReadText(MaxChunkerBytes))
        {
            RequiredFeatures = required,
            OptionalFeatures = optional,
        };
        reader.ExpectEnd();
        return hello.RequiredFeatures == 0
            ? hello
            : throw new TransferException(
                TransferError.UnsupportedVersion, $"The other side requires features 0x{hello.RequiredFeatures:x} that this one does not have.");
    }
}
