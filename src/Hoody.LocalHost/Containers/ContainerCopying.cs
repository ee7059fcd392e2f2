using System.Text.Json.Nodes;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Projects;
using Hoody.LocalHost.Snapshots;
using Hoody.LocalHost.State;
using Hoody.Sdk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using FirewallRules = Hoody.LocalHost.State.FirewallRules;

namespace Hoody.LocalHost.Containers;

/// <summary>Accepts a copy: the new container, its key, its snapshots and the job that fills it, all in one transaction.</summary>
internal sealed class ContainerCopying(
    StateContext state,
    ContainerPlacement placement,
    ContainerKeys keys,
    OperationQueue queue,
    TimeProvider time)
{
    public async Task<IResult> CopyAsync(HttpRequest http, string sourceId, Caller caller)
    {
        CancellationToken cancellationToken = http.HttpContext.RequestAborted;
        CopyRequest request = CopyRequest.Read(await BodyReader.ReadAsync(http));
        string copyId = RandomIds.NewResourceId();

        // The key file is written before the commit, so that no container ever has a key that lies nowhere.
        SshPublicKey key = request.SshPublicKey ?? await keys.GenerateAsync(copyId, cancellationToken);
        JsonObject view;
        try
        {
            view = await AcceptAsync(request, sourceId, copyId, key, caller, cancellationToken);
        }
        catch
        {
            keys.Remove(copyId);
            throw;
        }

        // Once the copy is there, its key stays, whatever else may fail.
        await queue.EnqueueAsync(view["operation_id"]!.GetValue<string>()); // every copy has an operation
        return ApiResult.Created("Container copy initiated successfully", view);
    }

    private async Task<JsonObject> AcceptAsync(
        CopyRequest request, string sourceId, string copyId, SshPublicKey key, Caller caller, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow source = await RequireSourceAsync(sourceId, caller, cancellationToken);
        ProjectRow project = await state.FindProjectAsync(request.TargetProjectId, caller, cancellationToken)
            ?? throw ApiErrors.ResourceNotFound("Target project");
        ServerRow server = await placement.RequireServerAsync(request.TargetServerId ?? source.ServerId, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        SnapshotRow? snapshot = request.SourceSnapshot is null
            ? null
            : await state.FindSnapshotAsync(source.Id, request.SourceSnapshot, now, cancellationToken)
                ?? throw ApiErrors.ResourceNotFound("Source snapshot");
        string name = request.Name ?? await placement.NameCopyAsync(project.Id, source.Name, cancellationToken);
        await placement.RequireJobRoomAsync(caller, cancellationToken);
        await placement.RequireRoomAsync(project, server, cancellationToken);
        await placement.RequireFreeNameAsync(project.Id, name, null, cancellationToken);
        await ContainerKeys.RequireUnusedAsync(state, key, null, cancellationToken);

        ContainerRow copy = MakeCopy(request, source, copyId, project, server, name, key, now);
        OperationArguments arguments = new()
        {
            SourceContainerId = source.Id,
            PinnedSnapshot = snapshot?.BlobId,
            StateAfter = ContainerState.Running,
        };
        OperationRow operation = OperationQueue.Add(state, copy, OperationKind.Copy, arguments, now);
        state.AddContainer(copy);
        await CopySnapshotsAsync(source.Id, copy.Id, now, cancellationToken);
        await state.SaveChangesAsync(cancellationToken);
        JsonObject view = View(request, source, copy, project, server, operation);
        await transaction.CommitAsync(cancellationToken);
        return view;
    }

    private async Task<ContainerRow> RequireSourceAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        ContainerRow source = await state.FindContainerAsync(id, caller, cancellationToken) ?? throw ApiErrors.SourceContainerNotFound();
        return source.State is ContainerState.Running or ContainerState.Paused or ContainerState.Stopped
            ? source
            : throw ApiErrors.StateConflict($"The source container cannot be copied while it is {source.State.ToString().ToLowerInvariant()}");
    }

    private static ContainerRow MakeCopy(
        CopyRequest request,
        ContainerRow source,
        string copyId,
        ProjectRow project,
        ServerRow server,
        string name,
        SshPublicKey key,
        DateTimeOffset now) => new()
    {
        Id = copyId,
        AccountId = source.AccountId,
        ProjectId = project.Id,
        ServerId = server.Id,
        Name = name,
        Color = HexColor.Random(),
        ContainerImage = source.ContainerImage,
        Ai = source.Ai,
        HoodyKit = source.HoodyKit,
        DevKit = source.DevKit,
        Kvm = request.Kvm ?? false,
        Autostart = source.Autostart,
        Ramdisk = source.Ramdisk,
        RamdiskScope = source.RamdiskScope,
        Cache = source.Cache,
        State = ContainerState.Copying,
        EnvironmentVariables = new Dictionary<string, string>(source.EnvironmentVariables),
        SshPublicKey = key.ToString(),
        SshKeyFingerprint = key.Fingerprint,
        SshKeyInstalledAt = now,
        SourceContainerId = source.Id,
        RealmIds = [.. source.RealmIds],
        Firewall = request.CopyFirewallRules ? source.Firewall : FirewallRules.Empty,
        Network = request.CopyNetworkRules ? source.Network : null,
        CreatedAt = now,
        UpdatedAt = now,
    };

    // All of the source's snapshots as they are at this moment; the job brings their data and makes their refs.
    private async Task CopySnapshotsAsync(string sourceId, string copyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<SnapshotRow> snapshots = await state.LiveSnapshots(sourceId, now).AsNoTracking().ToListAsync(cancellationToken);
        state.Snapshots.AddRange(snapshots.Select(snapshot => new SnapshotRow
        {
            ContainerId = copyId,
            Name = snapshot.Name,
            Alias = snapshot.Alias,
            BlobId = snapshot.BlobId,
            SizeBytes = snapshot.SizeBytes,
            CreatedAt = snapshot.CreatedAt,
            ExpiresAt = snapshot.ExpiresAt,
        }));
    }

    private static JsonObject View(
        CopyRequest request, ContainerRow source, ContainerRow copy, ProjectRow project, ServerRow server, OperationRow operation)
    {
        JsonObject view = ContainerView.Changed(copy, project, server);
        view["copy_firewall_rules"] = request.CopyFirewallRules;
        view["copy_network_rules"] = request.CopyNetworkRules;
        view["container_image_id"] = null;
        view["operation_id"] = operation.Id;
        if (source.Kvm && request.Kvm is null)
        {
            view["kvm_note"] = "KVM is not inherited by a copy: enable it in the request when the copy needs it";
        }

        return view;
    }
}
