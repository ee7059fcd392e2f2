using System.Diagnostics;
using System.IO.Pipelines;

namespace Hoody.Volumes.Transports;

/// <summary>A program's standard input and output.</summary>
/// <remarks>
/// Between them and the caller are pipes in memory: reading from a program, and writing to it, cannot be cancelled, and these can. What
/// is pumped between ends with the program, which the disposal kills.
/// </remarks>
internal sealed class ProcessPeerConnection : PeerConnection
{
    private readonly Process _process;
    private readonly ProcessPeerOptions _options;
    private readonly ErrorTail _errors;
    private readonly Task _pumps;
    private readonly Pipe _fromProcess;
    private readonly Pipe _toProcess;
    private int _isDisposed;

    public ProcessPeerConnection(string peer, Process process, ProcessPeerOptions options, Pipe fromProcess, Pipe toProcess)
        : base(peer, fromProcess.Reader, toProcess.Writer)
    {
        (_process, _options, _errors) = (process, options, new ErrorTail(options.MaxErrorBytes));
        (_fromProcess, _toProcess) = (fromProcess, toProcess);
        Task errors = _errors.ReadAsync(process.StandardError.BaseStream);
        _pumps = Task.WhenAll(PumpInAsync(errors), PumpOutAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        Kill();
        await _fromProcess.Reader.CompleteAsync().ConfigureAwait(false);
        await _toProcess.Writer.CompleteAsync().ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);

        // Something that left the program's family can hold its pipes open for ever: it is not waited for.
        await Task.WhenAny(_pumps, Task.Delay(_options.ExitTimeout, _options.TimeProvider)).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task PumpInAsync(Task errors)
    {
        Exception? failure = null;
        try
        {
            await _process.StandardOutput.BaseStream.CopyToAsync(_fromProcess.Writer.AsStream(leaveOpen: true)).ConfigureAwait(false);
            failure = await WhenExitedAsync(errors).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception; // whatever it is: whoever reads would wait for ever
        }

        await _fromProcess.Writer.CompleteAsync(failure).ConfigureAwait(false);
    }

    private async Task PumpOutAsync()
    {
        Exception? failure = null;
        try
        {
            Stream input = _process.StandardInput.BaseStream;
            await using (input.ConfigureAwait(false))
            {
                await PumpOutAsync(input).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The program reads no more, or the writer gave up: it learns so from its next flush, and the reason from reading.
            failure = exception;
        }

        await _toProcess.Reader.CompleteAsync(failure).ConfigureAwait(false);
    }

    private async Task PumpOutAsync(Stream input)
    {
        while (true)
        {
            ReadResult result = await _toProcess.Reader.ReadAsync().ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                await input.WriteAsync(segment).ConfigureAwait(false);
            }

            await input.FlushAsync().ConfigureAwait(false);
            _toProcess.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>The program has closed its output: how it ends tells whether that was all of it.</summary>
    private async Task<PeerException?> WhenExitedAsync(Task errors)
    {
        using CancellationTokenSource patience = new(_options.ExitTimeout, _options.TimeProvider);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill();
            return new PeerException(Peer, PeerError.ProcessFailed, "the program closed its output and did not exit; it was killed.");
        }

        if (_process.ExitCode == 0 || Volatile.Read(ref _isDisposed) != 0)
        {
            return null;
        }

        // Something that the program has left behind may hold its standard error open for ever, as a shared SSH connection does.
        await errors.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new PeerException(Peer, PeerError.ProcessFailed, $"the program ended with exit code {_process.ExitCode}: {_errors}");
    }

    internal void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
