using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Hoody.Testing;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transports;

public sealed class ProcessPeerTests
{
    [Fact]
    public async Task A_program_is_talked_to_by_its_input_and_output_until_it_ends()
    {
        await using PeerConnection connection = Start("cat");
        byte[] sent = new byte[1_000_000];
        Random.Shared.NextBytes(sent);
        Task write = Task.Run(async () =>
        {
            await connection.Output.WriteAsync(sent);
            await connection.Output.CompleteAsync();
        });
        Assert.Equal(sent, await ReadAllAsync(connection.Input));
        await write;
    }

    [Fact]
    public async Task Arguments_are_seen_by_the_program_as_they_are()
    {
        string[] arguments = ["%s|%s", "$(touch canary); `id`", "\"two words'"];
        await using PeerConnection connection = Start("printf", arguments);
        Assert.Equal("$(touch canary); `id`|\"two words'", Encoding.UTF8.GetString(await ReadAllAsync(connection.Input)));
    }

    [Fact]
    public async Task A_program_that_fails_ends_reading_with_its_code_and_its_last_words_but_not_its_arguments()
    {
        await using PeerConnection connection = Start("sh", "-c", "echo part; echo 'Permission denied' >&2; exit 255 # canary");
        PeerException failure = await Assert.ThrowsAsync<PeerException>(() => ReadAllAsync(connection.Input));
        Assert.Equal(PeerError.ProcessFailed, failure.Error);
        Assert.Equal("Peer sh: the program ended with exit code 255: Permission denied", failure.Message);
    }

    [Fact]
    public async Task Of_what_a_program_complains_the_end_is_kept_up_to_a_bound()
    {
        ProcessPeerOptions options = new()
        {
            FileName = "sh", Arguments = ["-c", "yes | head -c 1000000 >&2; echo the end >&2; exit 1"], MaxErrorBytes = 100,
        };
        await using PeerConnection connection = ProcessPeer.Start(options);
        PeerException failure = await Assert.ThrowsAsync<PeerException>(() => ReadAllAsync(connection.Input));
        Assert.EndsWith("the end", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 50, 200);
    }

    [Fact]
    public async Task A_program_that_closes_its_output_and_stays_is_killed()
    {
        ProcessPeerOptions options = new()
        {
            FileName = "sh", Arguments = ["-c", "exec >&- 2>&-; sleep 1000"], TimeProvider = new ImmediateTime(),
        };
        await using PeerConnection connection = ProcessPeer.Start(options);
        PeerException failure = await Assert.ThrowsAsync<PeerException>(() => ReadAllAsync(connection.Input));
        Assert.Contains("killed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task What_a_program_leaves_behind_does_not_make_its_end_another(int code)
    {
        ProcessPeerOptions options = new()
        {
            FileName = "sh", Arguments = ["-c", $"exec 3<&0; cat <&3 >/dev/null & echo all; exit {code}"], ExitTimeout = TimeSpan.FromMilliseconds(500),
        };
        await using PeerConnection connection = ProcessPeer.Start(options); // what is left holds its standard error until the input ends

        if (code == 0)
        {
            Assert.Equal("all\n", Encoding.UTF8.GetString(await ReadAllAsync(connection.Input)));
            return;
        }

        PeerException failure = await Assert.ThrowsAsync<PeerException>(() => ReadAllAsync(connection.Input));
        Assert.StartsWith("Peer sh: the program ended with exit code 3: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposal_kills_the_program_and_what_it_started()
    {
        PeerConnection connection = Start("sh", "-c", "sleep 1000 & echo $! $$; wait");
        ReadResult result = await connection.Input.ReadAtLeastAsync(3);
        int[] ids = [.. Encoding.ASCII.GetString(result.Buffer.ToArray()).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        connection.Input.AdvanceTo(result.Buffer.End);
        await connection.DisposeAsync();
        Assert.Equal(2, ids.Length);
        Assert.DoesNotContain(ids, IsRunning);
    }

    [Fact]
    public async Task Reading_and_writing_can_be_cancelled()
    {
        await using PeerConnection connection = Start("sleep", "1000");
        using CancellationTokenSource stop = new();
        ValueTask<ReadResult> read = connection.Input.ReadAsync(stop.Token);
        ValueTask<FlushResult> write = connection.Output.WriteAsync(new byte[10_000_000], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await write);
    }

    [Fact]
    public void A_program_that_is_not_there_is_said_so()
    {
        PeerException failure = Assert.Throws<PeerException>(() => Start("/no/such/program"));
        Assert.Equal((PeerError.ProcessFailed, "program"), (failure.Error, failure.Peer));
    }

    [Fact]
    public void A_timeout_that_no_timer_takes_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessPeer.Start(new ProcessPeerOptions { FileName = "true", ExitTimeout = TimeSpan.MaxValue }));

    [Fact]
    public async Task Whatever_goes_wrong_at_the_end_of_a_program_reading_ends()
    {
        await using PeerConnection connection = ProcessPeer.Start(new ProcessPeerOptions { FileName = "true", TimeProvider = new BrokenTime() });

        await Assert.ThrowsAsync<NotSupportedException>(() => ReadAllAsync(connection.Input).WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private static PeerConnection Start(string program, params string[] arguments) =>
        ProcessPeer.Start(new ProcessPeerOptions { FileName = program, Arguments = arguments });

    // A killed process may have more of its end before it than closing its pipes, which is what the disposal waits for, and then wait for its last reaper: that is not running.
    private static bool IsRunning(int id)
    {
        const uint IsExiting = 4; // PF_EXITING
        try
        {
            string[] fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' '); // from the third on: see proc(5)
            return fields[0] != "Z" && (uint.Parse(fields[6], CultureInfo.InvariantCulture) & IsExiting) == 0;
        }
        catch (IOException)
        {
            return false; // there is none any more
        }
    }

    private static async Task<byte[]> ReadAllAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            if (result.IsCompleted)
            {
                return result.Buffer.ToArray();
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>A clock that breaks once.</summary>
    private sealed class BrokenTime : TimeProvider
    {
        private int _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Interlocked.Increment(ref _timers) == 1 ? throw new NotSupportedException("There are no timers.") : base.CreateTimer(callback, state, dueTime, period);
    }
}
