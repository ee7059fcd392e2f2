using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Transports;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>The protocol over one HTTP/2 request with both bodies open.</summary>
public sealed class HttpTransferTests
{
    [Fact]
    public async Task A_snapshot_is_pulled_and_pushed_back()
    {
        await using MemoryVolume far = await MemoryVolume.CreateAsync();
        await using MemoryVolume near = await MemoryVolume.CreateAsync();
        BlobId first = await far.PutSnapshotAsync(Tree("first"));
        BlobId second = await near.PutSnapshotAsync(Tree("second"));
        await far.Blobs.Refs.UpdateAsync("web", first, 0);
        List<Exception?> ends = [];
        TransferPolicy policy = new() { AllowPull = true, AllowPush = true, AllowRef = name => name == "web" };
        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            await PeerServer.BeginAsync(context);
            StreamConnection connection = new(context.Request.Body, context.Response.Body);
            ends.Add(await Record.ExceptionAsync(() => far.Store.ServeTransferAsync(connection, policy)));
        });
        using HttpPeer peer = new(server.Options);

        await using (PeerConnection pull = await peer.OpenAsync("/session"))
        {
            await near.Store.ReceiveAsync(pull, [new TransferRequest("web") { RefName = "copy" }]);
        }

        TransferReceipt receipt;
        await using (PeerConnection push = await peer.OpenAsync("/session"))
        {
            receipt = await near.Store.SendAsync(push, [new TransferRoot(second) { RefName = "web", ExpectedGeneration = 1 }]);
        }

        Assert.Equal(first, (await near.Blobs.Refs.GetAsync("copy"))?.Target);
        Assert.Equal(second, (await far.Blobs.Refs.GetAsync("web"))?.Target);
        Assert.Equal([2], receipt.RefGenerations);
        Assert.Equal([null, null], ends);
    }

    [Fact]
    public async Task What_is_not_allowed_is_told_over_http_too()
    {
        await using MemoryVolume far = await MemoryVolume.CreateAsync();
        await using MemoryVolume near = await MemoryVolume.CreateAsync();
        await using PeerServer server = await PeerServer.StartAsync(async context =>
        {
            await PeerServer.BeginAsync(context);
            StreamConnection connection = new(context.Request.Body, context.Response.Body);
            await Record.ExceptionAsync(() => far.Store.ServeTransferAsync(connection, new TransferPolicy()));
        });
        using HttpPeer peer = new(server.Options);
        await using PeerConnection connection = await peer.OpenAsync("/session");

        TransferException failure = await Assert.ThrowsAsync<TransferException>(
            () => near.Store.ReceiveAsync(connection, [new TransferRequest("web")]));

        Assert.Equal((TransferError.Refused, true), (failure.Error, failure.IsFromPeer));
    }

    private static ModelTree Tree(string text)
    {
        byte[] data = System.Text.Encoding.ASCII.GetBytes(text);
        ModelTree file = new() { Entry = Sample.File("f") with { Length = data.Length }, Data = data };
        return new ModelTree { Entry = Sample.Directory(""), Children = [file] };
    }
}
