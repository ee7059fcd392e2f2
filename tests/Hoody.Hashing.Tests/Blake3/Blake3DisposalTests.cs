using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Hoody.Hashing.Blake3;

namespace Hoody.Hashing.Tests.Blake3;

public class Blake3DisposalTests
{
    [Fact]
    public void A_disposed_hasher_refuses_everything_but_to_be_disposed_again()
    {
        Blake3Hasher hasher = Blake3Hasher.CreateKeyed(OfficialInput.Key);
        hasher.Append([1, 2, 3]);
        hasher.Dispose();
        hasher.Dispose();

        Assert.Throws<ObjectDisposedException>(() => hasher.Append([]));
        Assert.Throws<ObjectDisposedException>(() => hasher.Append([1], 2));
        Assert.Throws<ObjectDisposedException>(() => hasher.Append(ReadOnlySequence<byte>.Empty));
        Assert.Throws<ObjectDisposedException>(() => hasher.Append(Stream.Null));
        Assert.Throws<ObjectDisposedException>(() => { _ = hasher.AppendAsync(Stream.Null); });
        Assert.Throws<ObjectDisposedException>(() => { _ = hasher.AppendAsync(new Pipe().Reader); });
        Assert.Throws<ObjectDisposedException>(() => hasher.Finish());
        Assert.Throws<ObjectDisposedException>(() => hasher.Finish(new byte[1]));
        Assert.Throws<ObjectDisposedException>(hasher.Reset);
    }

    [Fact]
    public void Wiping_leaves_no_byte_of_key_or_input()
    {
        Blake3Tree tree = new(Blake3Mode.Keyed(OfficialInput.Key));
        tree.Append(OfficialInput.Take(700_123));
        Assert.True(Bytes(ref tree).IndexOf(OfficialInput.Key) >= 0);

        tree.Wipe();

        Assert.Equal(-1, Bytes(ref tree).IndexOfAnyExcept((byte)0));
    }

    private static ReadOnlySpan<byte> Bytes(ref Blake3Tree tree) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Blake3Tree>(ref tree));
}
