using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Hoody.Volumes.Transports;

/// <summary>A peer that is a program started here, and talked to by its standard input and output.</summary>
public static class ProcessPeer
{
    /// <summary>Starts the program.</summary>
    /// <returns>
    /// The connection; the caller disposes it, which kills the program and all that it started, if it still runs. When the program ends with an exit
    /// code that is not 0, reading ends with a <see cref="PeerException"/> that has the code and what the program said last.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="PeerException">The program cannot be started.</exception>
    public static PeerConnection Start(ProcessPeerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        string name = options.Name ?? Path.GetFileName(options.FileName);
        ProcessStartInfo start = new(options.FileName, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        Process process = new() { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            process.Dispose();
            throw new PeerException(name, PeerError.ProcessFailed, $"the program cannot be started: {exception.Message}", exception);
        }

        return new ProcessPeerConnection(name, process, options, new Pipe(), new Pipe());
    }
}
