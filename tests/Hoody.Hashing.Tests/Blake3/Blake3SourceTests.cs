using System.Buffers;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Xunit;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>Input from sequences, streams and pipes: the digest of the same bytes in one span, and a known state when it breaks off.</summary>
public class Blake3SourceTests
{
    [Property]
    public bool A_sequence_hashes_as_its_segments_joined(PositiveInt seed, NonNegativeInt scale)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random, scale);
        ReadOnlySequence<byte> sequence = Segments.Of(input, random, longest: 300_000);
        Blake3Hasher hasher = Blake3Hasher.CreateKeyed(OfficialInput.Key);
        hasher.Append(sequence);

        return Blake3Hasher.Hash(sequence) == Blake3Hasher.Hash(input)
            && hasher.Finish() == Blake3Hasher.HashKeyed(OfficialInput.Key, input);
    }

    [Fact]
    public void A_sequence_of_no_bytes_or_one_segment_hashes_as_a_span()
    {
        Assert.Equal(Blake3Hasher.Hash([]), Blake3Hasher.Hash(ReadOnlySequence<byte>.Empty));
        Assert.Equal(Blake3Hasher.Hash([]), Blake3Hasher.Hash(default(ReadOnlySequence<byte>)));
        byte[] input = OfficialInput.Take(5000).ToArray();
        Assert.Equal(Blake3Hasher.Hash(input), Blake3Hasher.Hash(new ReadOnlySequence<byte>(input)));
    }

    [Property]
    public bool A_stream_hashes_as_its_bytes_however_short_its_reads(PositiveInt seed, NonNegativeInt scale)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random, scale);
        FakeStream stream = new(input, random, longestRead: 1 + random.Next(200_000));
        return Blake3Hasher.Hash(stream) == Blake3Hasher.Hash(input);
    }

    [Property]
    public async Task A_stream_read_asynchronously_hashes_as_its_bytes(PositiveInt seed, NonNegativeInt scale)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random, scale);
        FakeStream stream = new(input, random, longestRead: 1 + random.Next(200_000));
        Assert.Equal(Blake3Hasher.Hash(input), await Blake3Hasher.HashAsync(stream));
    }

    [Property]
    public async Task A_pipe_hashes_as_the_bytes_written_to_it(PositiveInt seed, NonNegativeInt scale)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random, scale);
        Pipe pipe = new();
        Blake3Hasher hasher = new();
        Task hashing = hasher.AppendAsync(pipe.Reader);
        int offset = 0;
        while (offset < input.Length)
        {
            int length = Math.Min(input.Length - offset, random.Next(40_000));
            await pipe.Writer.WriteAsync(input.AsMemory(offset, length));
            offset += length;
        }

        await pipe.Writer.CompleteAsync();
        await hashing;
        Assert.Equal(Blake3Hasher.Hash(input), hasher.Finish());
    }

    [Fact]
    public void A_stream_is_read_from_its_position_on_and_stays_open()
    {
        byte[] input = OfficialInput.Take(300_000).ToArray();
        using MemoryStream stream = new(input) { Position = 1234 };
        Assert.Equal(Blake3Hasher.Hash(input.AsSpan(1234)), Blake3Hasher.Hash(stream));
        Assert.Equal(input.Length, stream.Position);
    }

    [Fact]
    public async Task A_pipe_stays_the_callers_to_complete()
    {
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(new byte[10]);
        await pipe.Writer.CompleteAsync();
        Assert.Equal(Blake3Hasher.Hash(new byte[10]), await Blake3Hasher.HashAsync(pipe.Reader));

        ReadResult result = await pipe.Reader.ReadAsync();
        Assert.True(result.IsCompleted);
        Assert.True(result.Buffer.IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(250_001)]
    public async Task When_a_read_fails_the_hasher_holds_what_the_reads_before_gave(int position)
    {
        byte[] input = OfficialInput.Take(400_000).ToArray();
        FakeStream Failing() => new(input, new Random(7), longestRead: 9_000) { Failure = (position, () => throw new IOException("broken")) };

        using FakeStream stream = Failing();
        using Blake3Hasher hasher = new();
        Assert.Throws<IOException>(() => hasher.Append(stream));
        Assert.Equal(Blake3Hasher.Hash(input.AsSpan(0, stream.Given)), hasher.Finish());

        using FakeStream asyncStream = Failing();
        hasher.Reset();
        await Assert.ThrowsAsync<IOException>(() => hasher.AppendAsync(asyncStream));
        Assert.Equal(Blake3Hasher.Hash(input.AsSpan(0, asyncStream.Given)), hasher.Finish());
        Assert.InRange(asyncStream.Given, position, position + 9_000);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(int.MinValue, 0)]
    [InlineData(1, 1)]
    [InlineData(int.MaxValue, 0)]
    public async Task A_stream_that_gives_an_impossible_count_is_refused_and_nothing_of_it_hashed(int count, int perAsked)
    {
        FakeStream Lying() => new(OfficialInput.Take(1000).ToArray(), new Random(7), 9_000) { Answer = asked => count + (perAsked * asked) };
        using Blake3Hasher hasher = new();
        Assert.Throws<IOException>(() => hasher.Append(Lying()));
        await Assert.ThrowsAsync<IOException>(() => hasher.AppendAsync(Lying()));
        Assert.Throws<IOException>(() => Blake3Hasher.Hash(Lying()));
        await Assert.ThrowsAsync<IOException>(() => Blake3Hasher.HashAsync(Lying()));
        Assert.Equal(Blake3Hasher.Hash([]), hasher.Finish());
    }

    [Fact]
    public async Task A_cancelled_stream_leaves_the_hasher_after_the_last_whole_read()
    {
        byte[] input = OfficialInput.Take(400_000).ToArray();
        using CancellationTokenSource source = new();
        int givenBefore = 0;
        FakeStream? stream = null;
        stream = new FakeStream(input, new Random(8), longestRead: 9_000)
        {
            Failure = (200_000, () =>
            {
                givenBefore = stream!.Given; // set by the time anything is read
                source.Cancel();
            }),
        };
        using Blake3Hasher hasher = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hasher.AppendAsync(stream, source.Token));

        // The read that was cancelled gave bytes to nobody.
        Assert.InRange(givenBefore, 200_000, 209_000);
        Assert.Equal(Blake3Hasher.Hash(input.AsSpan(0, givenBefore)), hasher.Finish());
    }

    [Fact]
    public async Task A_cancelled_pipe_goes_on_where_the_hasher_ended()
    {
        byte[] input = OfficialInput.Take(50_000).ToArray();
        Pipe pipe = new();
        using CancellationTokenSource source = new();
        using Blake3Hasher hasher = new();
        await pipe.Writer.WriteAsync(input.AsMemory(0, 20_000));
        Task hashing = hasher.AppendAsync(pipe.Reader, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hashing);
        Assert.Equal(Blake3Hasher.Hash(input.AsSpan(0, 20_000)), hasher.Finish());

        hashing = hasher.AppendAsync(pipe.Reader);
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hashing);

        await pipe.Writer.WriteAsync(input.AsMemory(20_000));
        await pipe.Writer.CompleteAsync();
        await hasher.AppendAsync(pipe.Reader);
        Assert.Equal(Blake3Hasher.Hash(input), hasher.Finish());
    }

    [Fact]
    public void Missing_and_unreadable_sources_are_refused_before_any_work()
    {
        MemoryStream closed = new();
        closed.Dispose();
        Blake3Hasher hasher = new();
        Assert.Throws<ArgumentNullException>("stream", () => hasher.Append((Stream)null!));
        Assert.Throws<ArgumentNullException>("stream", () => Blake3Hasher.Hash((Stream)null!));
        Assert.Throws<ArgumentException>("stream", () => hasher.Append(closed));
        Assert.Throws<ArgumentException>("stream", () => Blake3Hasher.Hash(closed));

        // At the call, not when the task is awaited.
        Assert.Throws<ArgumentNullException>("stream", () => { _ = hasher.AppendAsync((Stream)null!); });
        Assert.Throws<ArgumentNullException>("stream", () => { _ = Blake3Hasher.HashAsync((Stream)null!); });
        Assert.Throws<ArgumentNullException>("reader", () => { _ = Blake3Hasher.HashAsync((PipeReader)null!); });
        Assert.Throws<ArgumentNullException>("reader", () => { _ = hasher.AppendAsync((PipeReader)null!); });
        Assert.Throws<ArgumentException>("stream", () => { _ = hasher.AppendAsync(closed); });
        Assert.Throws<ArgumentException>("stream", () => { _ = Blake3Hasher.HashAsync(closed); });
    }

    private static byte[] RandomInput(Random random, NonNegativeInt scale) =>
        OfficialInput.Take(random.Next((scale.Get * 5000 % 800_000) + 1)).ToArray();
}
