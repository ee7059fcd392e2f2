using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>One side of a transfer as a process of its own: see <see cref="Program"/> for what it takes.</summary>
internal static class TransferChild
{
    public static ProcessPeerConnection Start(params string[] arguments) => Run("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments]);

    public static ProcessPeerConnection Run(string program, string[] arguments) =>
        (ProcessPeerConnection)ProcessPeer.Start(new ProcessPeerOptions { FileName = program, Arguments = arguments });
}
