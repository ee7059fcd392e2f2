using System.Net;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Errors;

/// <summary>Failures whose next step is known have a type of their own, whichever of its ways the service says them.</summary>
public class TypedFailureTests
{
    [Theory]
    [InlineData(400, "CONTAINER_NOT_COPIED", "x", typeof(ContainerNotCopiedException))]
    [InlineData(409, "Conflict", "Container was not created from a copy, sync is not possible.", typeof(ContainerNotCopiedException))]
    [InlineData(400, "SOURCE_CONTAINER_NOT_FOUND", "x", typeof(OrphanedCopyException))]
    [InlineData(404, "Not Found", "Source container not found", typeof(OrphanedCopyException))]
    [InlineData(409, "SOURCE_CONTAINER_NOT_FOUND", "x", typeof(OrphanedCopyException))]
    [InlineData(400, "SERVER_CONTAINER_LIMIT", "x", typeof(ContainerLimitException))]
    [InlineData(409, "OPERATION_STATE_CONFLICT", "x", typeof(HoodyConflictException))]
    [InlineData(404, "CONTAINER_NOT_FOUND", "x", typeof(HoodyNotFoundException))]
    public Task A_refused_sync(int status, string error, string message, Type expected) => CheckAsync(status, error, message, expected, async client =>
    {
        await client.Containers.SyncAsync(ClientFixture.Copy);
    });

    [Theory]
    [InlineData(404, "SOURCE_CONTAINER_NOT_FOUND", typeof(SourceContainerNotFoundException))]
    [InlineData(404, "RESOURCE_NOT_FOUND", typeof(HoodyNotFoundException))]
    [InlineData(409, "CONTAINER_NAME_IN_USE", typeof(ContainerNameInUseException))]
    [InlineData(409, "SSH_PUBLIC_KEY_IN_USE", typeof(SshPublicKeyInUseException))]
    [InlineData(400, "SERVER_CONTAINER_LIMIT", typeof(ContainerLimitException))]
    [InlineData(400, "PROJECT_CONTAINER_LIMIT", typeof(ContainerLimitException))]
    [InlineData(422, "QUOTA_EXCEEDED", typeof(ContainerLimitException))]
    [InlineData(500, "CONTAINER_NAME_IN_USE", typeof(HoodyApiException))] // a code under a status that does not fit it
    public Task A_refused_copy(int status, string error, Type expected) => CheckAsync(status, error, "x", expected, async client =>
    {
        await client.Containers.CopyAsync(ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));
    });

    private static async Task CheckAsync(int status, string error, string message, Type expected, Func<HoodyClient, Task> call)
    {
        using ClientFixture fixture = new();
        fixture.Service.Otherwise = request => request.Method == HttpMethod.Post
            ? ScriptedHandler.Response((HttpStatusCode)status, ClientFixture.Error(status, error, message))
            : request.RequestUri!.AbsolutePath.EndsWith("logs", StringComparison.Ordinal)
            ? ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.Envelope("""{"logs":[]}"""))
            : ScriptedHandler.Response(HttpStatusCode.OK, ClientFixture.ContainerJson("running"));

        HoodyApiException thrown = await Assert.ThrowsAnyAsync<HoodyApiException>(() => call(fixture.Client));

        Assert.IsType(expected, thrown);
        Assert.Equal(status, (int)thrown.StatusCode);
    }
}
