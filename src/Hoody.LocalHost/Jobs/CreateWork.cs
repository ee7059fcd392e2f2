using Hoody.ChunkStore;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>Makes a new container's directory: from its image, or empty.</summary>
internal sealed class CreateWork(ServerEngines engines, ContainerGates gates, HoodyHostOptions options) : IOperationWork
{
    public OperationKind Kind => OperationKind.Create;

    public async Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken)
    {
        ContainerRow container = order.Container;
        using IDisposable gate = await gates.ChangeAsync(container.Id, cancellationToken);
        if (container.ContainerImage == ContainerCreation.EmptyImage)
        {
            await order.Server.CreateAsync(container.Id, cancellationToken);
            return new WorkResult();
        }

        if (!options.Images.TryGetValue(container.ContainerImage, out string? directory))
        {
            throw new WorkException("image-unknown", $"The host no longer has the image '{container.ContainerImage}'");
        }

        await using LocalServerWork imageServer = await BeginImageWorkAsync(order.Server, cancellationToken);
        CapturedTree image = await imageServer.CaptureImageAsync(directory, ContainerConfiguration.Encode(container), cancellationToken);
        BlobId snapshotId = image.SnapshotId;
        long transferred = await order.Server.PullAsync(imageServer, [snapshotId], container.Id, order.Gauge, cancellationToken);
        ProvisionedTree tree = await order.Server.ProvisionAsync(container.Id, snapshotId, cancellationToken);
        return new WorkResult
        {
            Files = tree.Files,
            LogicalBytes = tree.LengthBytes,
            NewBytesStored = image.NewBytesStored + transferred,
            TransferredBytes = transferred,
            Notices = [.. image.Notices, .. tree.Notices],
        };
    }

    // An image's directory is here, and so is the store that takes it in; for a container in a peer it travels from there.
    private Task<LocalServerWork> BeginImageWorkAsync(IServerWork target, CancellationToken cancellationToken)
    {
        LocalServer? server = (target as LocalServerWork)?.Server ?? engines.Local.FirstOrDefault();
        return server?.BeginLocalWorkAsync(cancellationToken)
            ?? throw new WorkException("image-unknown", "The host has no server of its own that could take an image in");
    }
}
