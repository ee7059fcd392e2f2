using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>Two hosts in two processes, either of them killed at any moment of a copy or a sync.</summary>
public sealed class KilledHostsTests
{
    private const int Files = 300;

    // HOODY_LONG_TESTS=1 for the hundred.
    private static readonly int _kills = LongForm.Choose(4, 100);

    [Fact]
    public async Task A_copy_or_sync_whose_host_or_peer_is_killed_completes_when_it_is_tried_again()
    {
        using TempDirectory folder = new();
        string image = folder.CreateDirectory("image");
        Fill(image, 0);
        int port = FreePort();
        await File.WriteAllTextAsync(folder["peer.json"], $$"""{"listen":{"tokens":["{{PeerHosts.Token}}"],"port":{{port}} } }""");
        await File.WriteAllTextAsync(
            folder["main.json"], $$"""{"peers":[{"server":"node-eu","address":"http://127.0.0.1:{{port}}","token":"{{PeerHosts.Token}}"}]}""");
        using HostProcess peer = new(folder, "peer", "--server", "node-eu", "--peers", folder["peer.json"]);
        using HostProcess main = new(folder, "main", "--server", "node-us", "--peers", folder["main.json"], "--image", $"app={image}");
        await peer.StartAsync();
        await main.StartAsync();
        string project = (await SendAsync(main, "POST", "api/v1/projects", """{"alias":"p"}""")).Text("id");
        string us = await ServerAsync(main, "node-us");
        string eu = await ServerAsync(main, "node-eu");
        string source = (await SendAsync(
            main, "POST", $"api/v1/projects/{project}/containers", $$"""{"server_id":"{{us}}","name":"source","container_image":"app"}""")).Text("id");
        await EndAsync(main, await LastAsync(main, source));
        string directory = Path.Combine(main.DataFolder, "servers", "node-us", "containers", source);

        Random random = new(20261129);
        string copy = "";
        for (int i = 0; i < _kills; i++)
        {
            Fill(directory, i + 1);
            string operation;
            if (i % 10 == 0)
            {
                JsonElement made = await SendAsync(
                    main, "POST", $"api/v1/containers/{source}/copy", $$"""{"target_project_id":"{{project}}","target_server_id":"{{eu}}"}""");
                (copy, operation) = (made.Text("id"), made.Text("operation_id"));
            }
            else
            {
                operation = (await SendAsync(main, "POST", $"api/v1/containers/{copy}/sync")).Text("operation_id");
            }

            for (int looks = random.Next(40); looks > 0; looks--)
            {
                await SendAsync(main, "GET", $"local/v1/operations/{operation}");
            }

            HostProcess victim = i % 2 == 0 ? peer : main;
            await victim.KillAsync();
            await victim.StartAsync();
            string end = await EndAsync(main, operation);
            if (end != "succeeded")
            {
                string retry = (await SendAsync(main, "POST", $"api/v1/containers/{copy}/sync")).Text("operation_id");
                Assert.Equal("succeeded", await EndAsync(main, retry));
            }

            Assert.Equal(Listing(directory), Listing(Path.Combine(peer.DataFolder, "servers", "node-eu", "containers", copy)));
        }
    }

    private static void Fill(string directory, int version)
    {
        Random random = new(version);
        for (int i = 0; i < Files; i++)
        {
            if (version == 0 || random.Next(4) == 0)
            {
                byte[] content = new byte[random.Next(20_000)];
                random.NextBytes(content);
                Directory.CreateDirectory(Path.Combine(directory, $"d{i % 7}"));
                File.WriteAllBytes(Path.Combine(directory, $"d{i % 7}", $"file-{i}"), content);
            }
        }
    }

    private static string[] Listing(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(directory, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    private static async Task<string> ServerAsync(HostProcess host, string name) =>
        (await SendAsync(host, "GET", "api/v1/servers")).EnumerateArray().Select(rental => rental.GetProperty("server"))
            .Single(server => server.Text("name") == name).Text("id");

    private static async Task<string> LastAsync(HostProcess host, string container) =>
        (await SendAsync(host, "GET", $"local/v1/containers/{container}/operations")).GetProperty("operations")[0].Text("operation_id");

    private static async Task<string> EndAsync(HostProcess host, string operation) =>
        (await SendAsync(host, "GET", $"local/v1/operations/{operation}?wait=60")).Text("status");

    private static async Task<JsonElement> SendAsync(HostProcess host, string method, string path, string? json = null)
    {
        using HttpClient client = new() { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data").Clone();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
