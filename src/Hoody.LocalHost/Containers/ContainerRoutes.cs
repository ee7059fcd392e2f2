using Hoody.LocalHost.Accounts;

namespace Hoody.LocalHost.Containers;

/// <summary>The routes of containers.</summary>
internal static class ContainerRoutes
{
    private static readonly string[] ChangeMethods = ["PUT", "PATCH"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{id}/containers", (HttpRequest request, string id, Caller caller, ContainerCreation creation) =>
            creation.CreateAsync(request, id, caller));
        api.MapGet("/projects/{id}/containers", (HttpRequest request, string id, Caller caller, ContainerListing listing) =>
            listing.ListInProjectAsync(request, id, caller));
        api.MapGet("/containers", (HttpRequest request, Caller caller, ContainerListing listing) => listing.ListAsync(request, caller));
        api.MapGet("/containers/{id}", (HttpRequest request, string id, Caller caller, ContainerListing listing) =>
            listing.GetAsync(request, id, caller));
        api.MapGet("/containers/{id}/status-logs", (HttpRequest request, string id, Caller caller, ContainerListing listing) =>
            listing.ListStatusLogsAsync(request, id, caller));
        api.MapGet("/containers/{id}/stats", (string id, Caller caller, ContainerUse use, CancellationToken cancellationToken) =>
            use.GetAsync(id, caller, cancellationToken));
        api.MapMethods("/containers/{id}/kvm", ChangeMethods, (HttpRequest request, string id, Caller caller, ContainerPower power) =>
            power.SetKvmAsync(request, id, caller));
        api.MapMethods("/containers/{id}", ChangeMethods, (HttpRequest request, string id, Caller caller, ContainerUpdating updating) =>
            updating.UpdateAsync(request, id, caller));
        api.MapDelete("/containers/{id}", (string id, Caller caller, ContainerDeletion deletion, CancellationToken cancellationToken) =>
            deletion.DeleteAsync(id, caller, cancellationToken));
        api.MapPost("/containers/{id}/copy", (HttpRequest request, string id, Caller caller, ContainerCopying copying) =>
            copying.CopyAsync(request, id, caller));
        api.MapPost("/containers/{id}/sync", (string id, Caller caller, ContainerSyncing syncing, CancellationToken cancellationToken) =>
            syncing.SyncAsync(id, caller, cancellationToken));
        api.MapPost("/containers/{id}/{operation}", (
            HttpRequest request, string id, string operation, Caller caller, ContainerPower power) =>
            power.OperateAsync(request, id, operation, caller));
    }
}
