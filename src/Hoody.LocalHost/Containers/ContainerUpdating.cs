using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;
using Hoody.Sdk;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Hoody.LocalHost.Containers;

/// <summary>Changes a container's settings; what a request leaves out stays as it is.</summary>
internal sealed class ContainerUpdating(StateContext state, ContainerPlacement placement, TimeProvider time)
{
    public async Task<IResult> UpdateAsync(HttpRequest request, string id, Caller caller)
    {
        CancellationToken cancellationToken = request.HttpContext.RequestAborted;
        BodyReader body = await BodyReader.ReadAsync(request);
        await using IDbContextTransaction transaction = await state.Database.BeginTransactionAsync(cancellationToken);
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        await ApplyNameAsync(body, container, cancellationToken);
        await ApplyKeyAsync(body, container, cancellationToken);
        ApplySettings(body, container);
        body.ThrowIfInvalid();

        container.UpdatedAt = time.GetUtcNow();
        await state.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ProjectRow project = await state.Projects.SingleAsync(row => row.Id == container.ProjectId, cancellationToken);
        ServerRow server = await state.Servers.SingleAsync(row => row.Id == container.ServerId, cancellationToken);
        int aliasCount = await state.ProxyAliases.CountAsync(alias => alias.ContainerId == container.Id, cancellationToken);
        return ApiResult.Ok("Container updated successfully", ContainerView.Changed(container, project, server, aliasCount));
    }

    private async Task ApplyNameAsync(BodyReader body, ContainerRow container, CancellationToken cancellationToken)
    {
        if (ContainerFields.ReadName(body, 1) is { } name)
        {
            await placement.RequireFreeNameAsync(container.ProjectId, name, container.Id, cancellationToken);
            container.Name = name;
        }
    }

    private async Task ApplyKeyAsync(BodyReader body, ContainerRow container, CancellationToken cancellationToken)
    {
        SshPublicKey? key = ContainerFields.ReadSshKey(body);
        if (key is null && !body.IsNull("ssh_public_key"))
        {
            return;
        }

        if (key is not null)
        {
            await ContainerKeys.RequireUnusedAsync(state, key, container.Id, cancellationToken);
        }

        container.SshPublicKey = key?.ToString();
        container.SshKeyFingerprint = key?.Fingerprint;
        container.SshKeyInstalledAt = key is null ? null : time.GetUtcNow();
    }

    private static void ApplySettings(BodyReader body, ContainerRow container)
    {
        container.Color = HexColor.Read(body) ?? container.Color;
        container.Ai = body.Flag("ai") ?? container.Ai;
        container.Autostart = body.Flag("autostart") ?? container.Autostart;
        container.Ramdisk = body.Flag("ramdisk") ?? container.Ramdisk;
        container.RamdiskScope = body.Choice("ramdisk_scope", "container", "project") ?? container.RamdiskScope;
        container.EnvironmentVariables = ContainerFields.ReadEnvironment(body, "environment_vars") ?? container.EnvironmentVariables;
        container.RealmIds = body.RealmIds() ?? container.RealmIds;
        string? comment = body.Text("comment", 0, ContainerFields.MaxCommentLength);
        container.Comment = body.Has("comment") ? comment : container.Comment;
    }
}
