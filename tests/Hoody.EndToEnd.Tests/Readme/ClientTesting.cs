using Hoody.LocalHost;
using Hoody.Sdk;

namespace Hoody.EndToEnd.Tests.Readme;

/// <summary>The samples of "Tests of your own" in docs/client.md.</summary>
internal static class ClientTesting
{
    public static async Task<List<ContainerId>> FindCopiesByDoubleAsync(ContainerId source, ContainerId copy)
    {
        #region README listing
        AsyncPageable<Container> listing = AsyncPageable.FromPages(
            [new Page<Container>([new Container { Id = copy, SourceContainerId = source }], Number: 1, TotalPages: 1, TotalItems: 1, Response: null)]);
        List<ContainerId> copies = await new ListedContainers(listing).FindCopiesAsync(source).Select(container => container.Id).ToListAsync();
        #endregion

        return copies;
    }

    public static async Task<Container> CopyOverFaultsAsync(HoodyHost host, ContainerId production, ProjectId staging)
    {
        #region README faults
        using HoodyClient client = new(HoodyCredential.FromToken(host.InitialToken!), new HoodyClientOptions { BaseAddress = host.BaseAddress });
        host.Faults.DropReplyOfNext(HostCall.Copy); // the copy is made, and the client does not hear of it
        host.Faults.FailNext(new HostCall("GET", "projects/{id}/containers"), new HostFailure(503)); // nor find it at first

        CopyOperation copy = await client.Containers.CopyAsync(production, new CopyContainerRequest(staging) { Name = "staging-over-faults" });
        Container container = await copy.WaitForCompletionAsync(new OperationWaitOptions { PollInterval = TimeSpan.FromMilliseconds(10) });
        #endregion

        return container;
    }

    #region README double
    internal sealed class ListedContainers(AsyncPageable<Container> listing) : ContainersClient
    {
        public override AsyncPageable<Container> ListAsync(
            ListContainersOptions? options = null, RequestOptions? request = null, CancellationToken cancellationToken = default) => listing;
    }
    #endregion
}
