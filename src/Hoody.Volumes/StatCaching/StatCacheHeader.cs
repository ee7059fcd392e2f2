using System.Buffers.Binary;
using System.Security.Cryptography;
using Hoody.Hashing;
using Hoody.Volumes.Native;

namespace Hoody.Volumes.StatCaching;

/// <summary>The first bytes of a cache: whose it is, and the key of its checksums.</summary>
/// <remarks>
/// Little-endian.
/// <code>
/// offset  size  field
///      0     3  magic      "HSC"
///      3     1  version    2
///      4    16  storeId    the bytes of its 32 hexadecimal digits
///     20     4  userId     the effective user who wrote it: another one may see other attributes
///     24    16  startId    the start of the machine that it is good for, in the order of its hexadecimal digits; 0 for any
///     40    32  key        random, so that no block of an earlier file passes for one of this
/// </code>
/// Specification: FORMAT.md, "Stat cache".
/// </remarks>
internal sealed record StatCacheHeader(Guid StoreId, uint UserId, Guid StartId, ReadOnlyMemory<byte> Key)
{
    public const int LengthBytes = 72;

    private const int StoreIdOffset = 4;
    private const int UserIdOffset = 20;
    private const int StartIdOffset = 24;
    private const int KeyOffset = 40;

    /// <summary>For a new cache.</summary>
    /// <param name="storeId">The store.</param>
    /// <param name="startId">The start of the machine that it is good for: a power cut may take data that it tells of. <see cref="Guid.Empty"/> for any.</param>
    public static StatCacheHeader New(Guid storeId, Guid startId) =>
        new(storeId, Descriptor.EffectiveUserId, startId, RandomNumberGenerator.GetBytes(Blake3Hasher.KeyLengthBytes));

    private static ReadOnlySpan<byte> Magic => "HSC\u0002"u8;

    public byte[] Encode()
    {
        byte[] bytes = new byte[LengthBytes];
        Magic.CopyTo(bytes);
        StoreId.TryWriteBytes(bytes.AsSpan(StoreIdOffset), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(UserIdOffset), UserId);
        StartId.TryWriteBytes(bytes.AsSpan(StartIdOffset), bigEndian: true, out _);
        Key.Span.CopyTo(bytes.AsSpan(KeyOffset));
        return bytes;
    }

    /// <summary>Reads a header; null when it is not of this store, this user and this version, or of an earlier start of the machine.</summary>
    public static StatCacheHeader? TryDecode(ReadOnlySpan<byte> bytes, Guid storeId, uint userId)
    {
        Guid startId = new(bytes[StartIdOffset..KeyOffset], bigEndian: true);
        StatCacheHeader header = new(storeId, userId, startId, bytes[KeyOffset..].ToArray());
        return bytes.SequenceEqual(header.Encode()) && (startId == Guid.Empty || startId == MachineStart.Id) ? header : null;
    }
}
