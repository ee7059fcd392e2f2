using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>The steps that lead up to what a test is about, each of them checked.</summary>
internal static class Scenes
{
    /// <summary>An id of the right form that nothing has.</summary>
    public const string UnknownId = "00000000000000000000dead";

    public static async Task<string> NewProjectAsync(this ApiClient api, string alias = "production") =>
        (await api.PostAsync("projects", $$"""{"alias":"{{alias}}"}""")).Data(201).Text("id");

    public static async Task<string> ServerAsync(this ApiClient api, string name = "node-us")
    {
        JsonElement rentals = (await api.GetAsync("servers")).Data();
        return rentals.EnumerateArray().Select(rental => rental.GetProperty("server")).Single(server => server.Text("name") == name).Text("id");
    }

    /// <summary>A running container with the files of the image.</summary>
    public static async Task<string> NewContainerAsync(this ApiClient api, string projectId, string name = "source", string more = "")
    {
        string server = await api.ServerAsync();
        Answer answer = await api.PostAsync(
            $"projects/{projectId}/containers",
            $$"""{"server_id":"{{server}}","name":"{{name}}","container_image":"{{TestHost.Image}}"{{more}}}""");
        string id = answer.Data(201).Text("id");
        await api.WaitForLastOperationAsync(id);
        return id;
    }

    /// <summary>A finished copy.</summary>
    public static async Task<string> NewCopyAsync(this ApiClient api, string sourceId, string projectId, string name = "copy", string more = "")
    {
        JsonElement copy = (await api.PostAsync(
            $"containers/{sourceId}/copy", $$"""{"target_project_id":"{{projectId}}","name":"{{name}}"{{more}}}""")).Data(201);
        await api.WaitAsync(copy.Text("operation_id"));
        return copy.Text("id");
    }

    public static async Task SyncAsync(this ApiClient api, string copyId) =>
        await api.WaitAsync((await api.PostAsync($"containers/{copyId}/sync")).Data().Text("operation_id"));

    public static async Task<JsonElement> NewSnapshotAsync(this ApiClient api, string containerId, string alias) =>
        (await api.PostAsync($"containers/{containerId}/snapshots", $$"""{"alias":"{{alias}}"}""")).Data().GetProperty("snapshot");

    /// <summary>Waits until an operation has ended as it should, and returns its record.</summary>
    public static async Task<JsonElement> WaitAsync(this ApiClient api, string operationId, string status = "succeeded")
    {
        JsonElement operation = await api.WhenEndedAsync(operationId);
        Assert.True(operation.Text("status") == status, operation.ToString());
        return operation;
    }

    /// <summary>Waits until an operation has ended, well or badly, and returns its record.</summary>
    public static async Task<JsonElement> WhenEndedAsync(this ApiClient api, string operationId)
    {
        JsonElement operation;
        do
        {
            operation = (await api.GetAsync($"/local/v1/operations/{operationId}?wait=60")).Data(); // one request waits no longer than that
        }
        while (operation.Text("status") is "queued" or "running");
        return operation;
    }

    public static async Task<string> LastOperationAsync(this ApiClient api, string containerId) =>
        (await api.GetAsync($"/local/v1/containers/{containerId}/operations")).Data().GetProperty("operations")[0].Text("operation_id");

    public static async Task WaitForLastOperationAsync(this ApiClient api, string containerId) =>
        await api.WaitAsync(await api.LastOperationAsync(containerId));

    public static async Task<JsonElement> ContainerAsync(this ApiClient api, string id) => (await api.GetAsync($"containers/{id}")).Data();

    /// <summary>A public key in OpenSSH's form that no container has.</summary>
    public static string NewPublicKey()
    {
        byte[] blob = new byte[51];
        BinaryPrimitives.WriteInt32BigEndian(blob, 11);
        "ssh-ed25519"u8.CopyTo(blob.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(blob.AsSpan(15), 32);
        RandomNumberGenerator.Fill(blob.AsSpan(19));
        return "ssh-ed25519 " + Convert.ToBase64String(blob);
    }
}
