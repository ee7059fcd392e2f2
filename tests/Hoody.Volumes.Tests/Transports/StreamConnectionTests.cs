using System.IO.Pipelines;
using System.Text;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transports;

/// <summary>Connections over streams whose calls cannot be cancelled once they have begun: a console's, on which a child process serves.</summary>
public sealed class StreamConnectionTests
{
    private static readonly TransferPolicy _pulls = new() { AllowPull = true };

    [Fact]
    public async Task A_peer_that_says_nothing_does_not_hold_up_a_cancellation()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using HeldStream input = new();
        using CancellationTokenSource cancellation = new();
        Task serving = source.Store.ServeTransferAsync(new StreamConnection(input, Stream.Null), _pulls, cancellationToken: cancellation.Token);
        await input.Begun;

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_given_up()
    {
        FakeTimeProvider clock = new();
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using HeldStream input = new();
        Task serving = source.Store.ServeTransferAsync(new StreamConnection(input, Stream.Null), _pulls, new TransferOptions { Time = clock });

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => LetTimePassAsync(clock, serving));

        Assert.Equal(TransferError.Idle, failure.Error);
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_is_given_up()
    {
        FakeTimeProvider clock = new();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await using HeldStream output = new();
        await using HeldStream input = new();
        Task pull = target.Store.ReceiveAsync(new StreamConnection(input, output), [new TransferRequest("web")], new TransferOptions { Time = clock });

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => LetTimePassAsync(clock, pull));

        Assert.Equal(TransferError.Idle, failure.Error);
    }

    [Fact]
    public async Task What_comes_after_a_read_was_given_up_is_there_for_the_next()
    {
        await using HeldStream input = new();
        PipeReader reader = new StreamConnection(input, Stream.Null).Input;
        using CancellationTokenSource cancellation = new();
        ValueTask<ReadResult> given = reader.ReadAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.AsTask().WaitAsync(TimeSpan.FromMinutes(2)));

        input.Release("late"u8.ToArray());

        Assert.Equal("late", Encoding.ASCII.GetString((await reader.ReadAsync()).Buffer));
    }

    [Fact]
    public async Task What_was_written_when_a_flush_was_given_up_goes_out_once_and_whole()
    {
        await using HeldStream output = new();
        PipeWriter writer = new StreamConnection(Stream.Null, output).Output;
        using CancellationTokenSource cancellation = new();
        ValueTask<FlushResult> given = writer.WriteAsync("first "u8.ToArray(), cancellation.Token);
        await output.Begun;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.AsTask().WaitAsync(TimeSpan.FromMinutes(2)));

        output.Release([]);
        await writer.WriteAsync("second"u8.ToArray());

        Assert.Equal("first second", Encoding.ASCII.GetString(output.Written));
    }

    private static async Task LetTimePassAsync(FakeTimeProvider clock, Task work)
    {
        for (int turn = 0; turn < 1_000_000 && !work.IsCompleted; turn++)
        {
            clock.Advance(turn % 100 == 0 ? TimeSpan.FromSeconds(5) : TimeSpan.Zero);
            await Task.Yield();
        }

        await work.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Its calls end when they are let, and no sooner, whatever is cancelled.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly TaskCompletionSource<byte[]> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when a call has begun.</summary>
        public Task Begun => _begun.Task;

        public byte[] Written => ToArray();

        public void Release(byte[] bytes) => _released.SetResult(bytes);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            byte[] bytes = await _released.Task;
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            await _released.Task;
            Write(buffer.Span);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _released.Task;
    }
}
