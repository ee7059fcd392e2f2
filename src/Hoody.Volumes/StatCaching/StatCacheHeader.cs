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
///      3     1  version    1
///      4    16  storeId    the bytes of its 32 hexadecimal digits
///     20     4  userId     the effective user of the import: another one may see other attributes
///     24    32  key        random, so that no block of an earlier file passes for one of this
/// </code>
/// Specification: FORMAT.md, "Stat cache".
/// </remarks>
internal sealed record StatCacheHeader(Guid StoreId, uint UserId, ReadOnlyMemory<byte> Key)
{
    public const int LengthBytes = 56;

    private const int StoreIdOffset = 4;
    private const int UserIdOffset = 20;
    private const int KeyOffset = 24;

    /// <summary>For a new cache.</summary>
    public static StatCacheHeader New(Guid storeId) =>
        new(storeId, Descriptor.EffectiveUserId, RandomNumberGenerator.GetBytes(Blake3Hasher.KeyLengthBytes));

    private static ReadOnlySpan<byte> Magic => "HSC\u0001"u8;

    public byte[] Encode()
    {
        byte[] bytes = new byte[LengthBytes];
        Magic.CopyTo(bytes);
        StoreId.TryWriteBytes(bytes.AsSpan(StoreIdOffset), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(UserIdOffset), UserId);
        Key.Span.CopyTo(bytes.AsSpan(KeyOffset));
        return bytes;
    }

    /// <summary>Reads a header; null when it is not of this store, this user and this version.</summary>
    public static StatCacheHeader? TryDecode(ReadOnlySpan<byte> bytes, Guid storeId, uint userId)
    {
        StatCacheHeader header = new(storeId, userId, bytes[KeyOffset..].ToArray());
        return bytes.SequenceEqual(header.Encode()) ? header : null;
    }
}
