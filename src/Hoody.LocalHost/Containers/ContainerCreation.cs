using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Projects;
using Hoody.LocalHost.State;
using Hoody.Sdk;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Containers;

/// <summary>Creates a container in a project: empty, or with the contents of an image's directory.</summary>
internal sealed class ContainerCreation(
    StateContext state,
    ContainerPlacement placement,
    OperationQueue queue,
    HoodyHostOptions options,
    TimeProvider time)
{
    /// <summary>The image of containers that were made from none: what others, too, call the empty image.</summary>
    public const string EmptyImage = "scratch";

    private const string RandomNameRequest = "rand";

    public async Task<IResult> CreateAsync(HttpRequest request, string projectId, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        string serverId = body.RequiredId("server_id");
        string? name = ContainerFields.ReadName(body, 3);
        SshPublicKey? key = ContainerFields.ReadSshKey(body);
        ContainerSettings settings = ContainerSettings.Read(body);
        string image = ReadImage(body);
        body.ThrowIfInvalid();
        if (body.Flag("prespawn") == true)
        {
            throw new ApiException(403, "INSUFFICIENT_PERMISSIONS", "Prespawned containers cannot be requested");
        }

        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ProjectRow project = await state.RequireProjectAsync(projectId, caller, cancellationToken);
        ServerRow server = await placement.RequireServerAsync(serverId, cancellationToken);
        name = name is null or RandomNameRequest ? ContainerPlacement.RandomName() : name;
        await placement.RequireJobRoomAsync(caller, cancellationToken);
        await placement.RequireRoomAsync(project, server, cancellationToken);
        await placement.RequireFreeNameAsync(project.Id, name, null, cancellationToken);
        if (key is not null)
        {
            await ContainerKeys.RequireUnusedAsync(state, key, null, cancellationToken);
        }

        DateTimeOffset now = time.GetUtcNow();
        ContainerRow container = settings.ToRow(caller, project, server, name, image, now);
        container.SshPublicKey = key?.ToString();
        container.SshKeyFingerprint = key?.Fingerprint;
        container.SshKeyInstalledAt = key is null ? null : now;
        OperationRow operation = OperationQueue.Add(
            state, container, OperationKind.Create, new OperationArguments { StateAfter = ContainerState.Running }, now);
        state.AddContainer(container);
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await queue.EnqueueAsync(operation.Id);
        return ApiResult.Created("Container created successfully", ContainerView.Created(container, project, server));
    }

    private string ReadImage(BodyReader body)
    {
        string? image = body.Text("container_image", 0, 255);
        if (string.IsNullOrEmpty(image) || image == EmptyImage)
        {
            return EmptyImage;
        }

        if (!options.Images.ContainsKey(image))
        {
            string known = string.Join(", ", options.Images.Keys.Append(EmptyImage).Order(StringComparer.Ordinal));
            body.Fail("container_image", $"is not an image of this host; known images: {known}");
        }

        return image;
    }
}
