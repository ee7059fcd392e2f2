using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>Makes a new container's directory: from its image, or empty.</summary>
internal sealed class CreateWork(ServerEngines engines, ContainerGates gates, HoodyHostOptions options) : IOperationWork
{
    public OperationKind Kind => OperationKind.Create;

    public async Task<WorkResult> RunAsync(OperationRow operation, ContainerRow container, CancellationToken cancellationToken)
    {
        ServerEngine engine = engines.Of(container);
        using IDisposable gate = await gates.ChangeAsync(container.Id, cancellationToken);
        if (container.ContainerImage == ContainerCreation.EmptyImage)
        {
            Directory.CreateDirectory(engine.DirectoryOf(container.Id));
            return new WorkResult();
        }

        if (!options.Images.TryGetValue(container.ContainerImage, out string? directory))
        {
            throw new WorkException("image-unknown", $"The host no longer has the image '{container.ContainerImage}'");
        }

        CapturedTree image = await engine.CaptureImageAsync(directory, container, cancellationToken);
        ProvisionedTree tree = await engine.ProvisionAsync(container.Id, image.SnapshotId, cancellationToken);
        return new WorkResult
        {
            Files = tree.Totals.Files,
            LogicalBytes = tree.Totals.LengthBytes,
            NewBytesStored = image.NewBytesStored,
            Notices = [.. image.Notices, .. tree.Notices],
        };
    }
}
