using Hoody.LocalHost.Accounts;

namespace Hoody.LocalHost.Snapshots;

/// <summary>The snapshots of a container.</summary>
internal static class SnapshotRoutes
{
    private static readonly string[] ChangeMethods = ["PUT", "PATCH"];

    public static void Map(IEndpointRouteBuilder api)
    {
        const string All = "/containers/{id}/snapshots";
        api.MapGet(All, (string id, Caller caller, SnapshotListing listing, CancellationToken cancellationToken) =>
            listing.ListAsync(id, caller, cancellationToken));
        api.MapPost(All, (HttpRequest request, string id, Caller caller, SnapshotTaking taking) =>
            taking.CreateAsync(request, id, caller));
        api.MapMethods(All + "/{name}", ChangeMethods, (
            string id, string name, Caller caller, SnapshotTaking taking, CancellationToken cancellationToken) =>
            taking.RestoreAsync(id, name, caller, cancellationToken));
        api.MapDelete(All + "/{name}", (string id, string name, Caller caller, SnapshotListing listing, CancellationToken cancellationToken) =>
            listing.DeleteAsync(id, name, caller, cancellationToken));
        api.MapMethods(All + "/{name}/alias", ChangeMethods, (
            HttpRequest request, string id, string name, Caller caller, SnapshotListing listing) =>
            listing.SetAliasAsync(request, id, name, caller));
    }
}
