using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Concurrency;

/// <summary>Two waiters on one handle.</summary>
public sealed class WaiterTests : IDisposable
{
    private static readonly OperationWaitOptions Quick = new() { PollInterval = TimeSpan.FromSeconds(1) };

    private readonly ClientFixture _fixture = new();

    private ScriptedHandler Service => _fixture.Service;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Both_get_the_same_container_by_the_same_looks()
    {
        CopyOperation copy = await CopyAsync();
        TaskCompletionSource<HttpResponseMessage> look = new();
        Service.Then((_, _) => look.Task);

        Task<Container> one = copy.WaitForCompletionAsync(Quick);
        Task<Container> other = copy.WaitForCompletionAsync(Quick);
        look.SetResult(ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("running")));

        Assert.Same(await one, await other);
        Assert.Equal(2, Service.Sent.Count); // the copy and one look
    }

    [Fact]
    public async Task Watchers_see_each_look_once_and_in_order()
    {
        CopyOperation copy = await CopyAsync();
        Service.Reply(ClientFixture.ContainerJson("copying")).Reply(ClientFixture.ContainerJson("copying"))
            .Reply(ClientFixture.ContainerJson("running"));

        int[][] seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () => await copy.WatchAsync(Quick).Select(look => look.Sequence).ToArrayAsync())));

        // One who waits longer may miss a look, but sees none twice and none late.
        Assert.All(seen, sequence => Assert.Equal(sequence.Distinct().Order(), sequence));
        Assert.All(seen, sequence => Assert.Equal(3, sequence[^1]));
        Assert.Equal(4, Service.Sent.Count);
    }

    [Fact]
    public async Task One_who_gives_up_in_the_middle_of_a_look_leaves_the_other_to_take_his_own()
    {
        CopyOperation copy = await CopyAsync();
        using CancellationTokenSource cancel = new();
        TaskCompletionSource isLooking = new();
        Service.Then(async (_, token) =>
        {
            isLooking.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("the look was not given up");
        });
        Service.Reply(ClientFixture.ContainerJson("running"));

        Task<Container> impatient = copy.WaitForCompletionAsync(Quick, null, cancel.Token);
        await isLooking.Task;
        Task<Container> patient = copy.WaitForCompletionAsync(Quick);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Equal(ContainerStatus.Running, (await patient).Status);
        Assert.Equal(3, Service.Sent.Count);
    }

    [Fact]
    public async Task A_failure_is_told_to_both()
    {
        CopyOperation copy = await CopyAsync();
        Service.Reply(ClientFixture.ContainerJson("failed"));

        Task<Container>[] waits = [copy.WaitForCompletionAsync(Quick), copy.WaitForCompletionAsync(Quick)];

        await Assert.ThrowsAsync<ContainerOperationFailedException>(() => waits[0]);
        await Assert.ThrowsAsync<ContainerOperationFailedException>(() => waits[1]);
    }

    private Task<CopyOperation> CopyAsync()
    {
        Service.Reply(ClientFixture.ContainerJson("copying"), HttpStatusCode.Created);
        return _fixture.Client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));
    }
}
