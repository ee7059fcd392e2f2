using System.Diagnostics;
using Hoody.Benchmarks.Scenarios;
using Hoody.Testing;

namespace Hoody.Benchmarks.Transferring;

/// <summary>rsync as a daemon at the far end of a network.</summary>
internal sealed class RsyncDaemon : IDisposable
{
    private const int Port = 8730;

    private readonly Process _process;
    private readonly string _source;

    private RsyncDaemon(Process process, string source) => (_process, _source) = (process, source);

    public static RsyncDaemon Start(DirectoryInfo files, DirectoryInfo scratch, NetworkPair network)
    {
        string configuration = Path.Combine(scratch.FullName, "rsyncd.conf");
        File.WriteAllText(configuration, $"uid = root\ngid = root\nuse chroot = no\n[files]\npath = {files.FullName}\nread only = yes\n");
        string[] command = [.. network.EnterFar, "rsync", "--daemon", "--no-detach", $"--address={network.FarAddress}", $"--port={Port}", $"--config={configuration}"];
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])) ?? throw new InvalidOperationException("rsync did not start.");
        string server = $"rsync://{network.FarAddress}:{Port}";
        while (Tool.Run("rsync", server).ExitCode != 0)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The rsync daemon ended with {process.ExitCode}.");
            }
        }

        return new RsyncDaemon(process, $"{server}/files/");
    }

    /// <summary>Makes a directory what the files there are.</summary>
    public void CopyTo(string directory) => ChildPrograms.Run(["rsync", "-a", "--delete", _source, directory + "/"]);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
