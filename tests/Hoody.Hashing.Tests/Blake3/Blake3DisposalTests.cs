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
    public async Task A_hasher_disposed_during_a_read_refuses_what_was_read()
    {
        byte[] input = OfficialInput.Take(700_000).ToArray();
        foreach (int position in new[] { 0, 300_000 })
        {
            Blake3Hasher hasher = Blake3Hasher.CreateKeyed(OfficialInput.Key);
            using FakeStream stream = new(input, new Random(1), 50_000) { Failure = (position, hasher.Dispose) };
            Assert.Throws<ObjectDisposedException>(() => hasher.Append(stream));

            Blake3Hasher another = Blake3Hasher.CreateKeyed(OfficialInput.Key);
            using FakeStream asyncStream = new(input, new Random(1), 50_000) { Failure = (position, another.Dispose) };
            await Assert.ThrowsAsync<ObjectDisposedException>(() => another.AppendAsync(asyncStream));
        }
    }

    [Fact]
    public async Task A_hasher_disposed_while_a_pipe_is_empty_consumes_nothing_more()
    {
        Pipe pipe = new();
        Blake3Hasher hasher = new();
        Task hashing = hasher.AppendAsync(pipe.Reader);
        hasher.Dispose();
        await pipe.Writer.WriteAsync(new byte[10]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => hashing);
        Assert.Equal(10, (await pipe.Reader.ReadAsync()).Buffer.Length);
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
