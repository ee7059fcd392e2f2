using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Readme;

internal static class ClientExample
{
    public static async Task<ContainerId> RunAsync(string token, Uri address, ContainerId production, ProjectId staging)
    {
        #region README
        using HoodyClient client = new(HoodyCredential.FromToken(token), new HoodyClientOptions { BaseAddress = address });

        CopyOperation copy = await client.Containers.CopyAsync(production, new CopyContainerRequest(staging) { Name = "staging-api" });
        Container container = await copy.WaitForCompletionAsync();

        // A week later: only what changed travels.
        SyncOperation sync = await client.Containers.SyncAsync(container.Id);
        await sync.WaitForCompletionAsync();
        #endregion

        return container.Id;
    }
}
