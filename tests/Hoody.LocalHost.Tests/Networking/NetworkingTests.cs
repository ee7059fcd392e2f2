using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Networking;

[Collection(SharedHostGroup.Name)]
public class NetworkingTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    [Fact]
    public async Task A_rule_that_is_there_is_not_added_again()
    {
        (ApiClient api, string container) = await NewAsync();
        await AddAsync(api, container, "443");
        JsonElement again = await AddAsync(api, container, "443");

        Assert.True(again.GetProperty("duplicate").GetBoolean());
        Assert.Equal(("ingress", 0), (again.GetProperty("duplicate_of").Text("direction"), again.GetProperty("duplicate_of").Number("index")));
        Assert.Equal(["443"], await PortsAsync(api, container));
    }

    [Fact]
    public async Task The_first_rule_that_the_filter_fits_is_disabled()
    {
        (ApiClient api, string container) = await NewAsync();
        await AddAsync(api, container, "80");
        await AddAsync(api, container, "443");
        (await api.SendAsync("PATCH", $"containers/{container}/firewall/ingress", """{"state":"disabled","destination_port":"443"}""")).Data();

        JsonElement rules = (await api.GetAsync($"containers/{container}/firewall/rules")).Data();
        Assert.Equal(["enabled", "disabled"], rules.Texts("ingress", "state"));
        (await api.SendAsync("PATCH", $"containers/{container}/firewall/ingress", """{"state":"disabled","destination_port":"1"}"""))
            .Fails(404, "RESOURCE_NOT_FOUND");
    }

    [Fact]
    public async Task The_rules_that_the_filter_fits_are_removed_and_told()
    {
        (ApiClient api, string container) = await NewAsync();
        await AddAsync(api, container, "80");
        await AddAsync(api, container, "443");
        JsonElement removal = (await api.SendAsync("DELETE", $"containers/{container}/firewall/ingress", """{"destination_port":"80"}""")).Data();

        Assert.Equal(("ingress", 1), (removal.Text("direction"), removal.Number("removed_count")));
        Assert.Equal(["80"], removal.Texts("removed", "destination_port"));
        Assert.Equal(["443"], await PortsAsync(api, container));
    }

    [Fact]
    public async Task All_rules_are_removed_only_when_that_is_said()
    {
        (ApiClient api, string container) = await NewAsync();
        await AddAsync(api, container, "80");
        (await api.SendAsync("DELETE", $"containers/{container}/firewall/ingress", "{}")).Fails(400, "VALIDATION_ERROR");
        Assert.Equal(["80"], await PortsAsync(api, container));
        (await api.SendAsync("DELETE", $"containers/{container}/firewall/ingress", """{"all":true}""")).Data();
        Assert.Empty(await PortsAsync(api, container));
    }

    [Fact]
    public async Task A_network_is_started_and_stopped_once_it_is_configured()
    {
        (ApiClient api, string container) = await NewAsync();
        (await api.PostAsync($"containers/{container}/network/start")).Fails(400, "NETWORK_NOT_CONFIGURED");
        (await api.PutAsync($"containers/{container}/network", """{"type":"socks5","proxy":"socks5://u:p@proxy.example:1080"}""")).Data();

        JsonElement started = (await api.PostAsync($"containers/{container}/network/start")).Data();
        Assert.Equal((container, "running", Host.Time.Wire), (started.Text("container_id"), started.Text("status"), started.Text("last_check")));
        Assert.True((await api.GetAsync($"containers/{container}/network")).Data().GetProperty("remote_status").GetProperty("is_running").GetBoolean());
        JsonElement stopped = (await api.PostAsync($"containers/{container}/network/stop")).Data();
        Assert.Equal("stopped", stopped.Text("status"));
        Assert.False(stopped.GetProperty("is_running").GetBoolean());
    }

    [Theory]
    [InlineData("socks5:u:canary@proxy.example:1080")]
    [InlineData("socks5:///u:canary@proxy.example")]
    public async Task A_proxy_whose_credentials_could_not_be_told_from_the_rest_is_refused(string proxy)
    {
        (ApiClient api, string container) = await NewAsync();
        (await api.PutAsync($"containers/{container}/network", $$"""{"type":"socks5","proxy":"{{proxy}}"}""")).FailsAt("/proxy");
        Assert.False((await api.GetAsync($"containers/{container}/network")).Data().GetProperty("configured").GetBoolean());
    }

    [Fact]
    public async Task A_line_end_is_no_part_of_a_port_or_a_colour()
    {
        (ApiClient api, string container) = await NewAsync();
        (await api.PostAsync(
            $"containers/{container}/firewall/ingress", """{"action":"allow","protocol":"tcp","destination_port":"443\n"}""")).FailsAt("/destination_port");
        (await api.PutAsync($"containers/{container}", """{"color":"abc\n"}""")).FailsAt("/color");
    }

    [Fact]
    public async Task What_a_container_uses_is_the_space_of_its_files()
    {
        (ApiClient api, string container) = await NewAsync();
        await File.WriteAllBytesAsync(Host.FileOf(container, "more.bin"), new byte[1000]);
        JsonElement root = (await api.GetAsync($"containers/{container}/stats")).Data().GetProperty("disk").GetProperty("root");
        Assert.Equal(1000 + "version 1".Length + "data".Length, root.Number("usage"));
        Assert.True(root.GetProperty("total").GetInt64() > 0);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task Virtualisation_is_changed_while_the_container_is_stopped(string method)
    {
        (ApiClient api, string container) = await NewAsync();
        (await api.SendAsync(method, $"containers/{container}/kvm", """{"kvm":true}""")).Fails(409, "OPERATION_STATE_CONFLICT");
        (await api.PostAsync($"containers/{container}/stop")).Data();
        JsonElement changed = (await api.SendAsync(method, $"containers/{container}/kvm", """{"kvm":true}""")).Data();
        Assert.Equal(["id", "kvm", "name", "status"], changed.Keys());
        Assert.True((await api.ContainerAsync(container)).GetProperty("kvm").GetBoolean());
    }

    private async Task<(ApiClient Api, string Container)> NewAsync()
    {
        ApiClient api = await Host.NewAccountAsync();
        return (api, await api.NewContainerAsync(await api.NewProjectAsync()));
    }

    private static async Task<JsonElement> AddAsync(ApiClient api, string container, string port) => (await api.PostAsync(
        $"containers/{container}/firewall/ingress",
        $$"""{"action":"allow","protocol":"tcp","description":"web","destination_port":"{{port}}"}""")).Data();

    private static async Task<string[]> PortsAsync(ApiClient api, string container) =>
        (await api.GetAsync($"containers/{container}/firewall/rules")).Data().Texts("ingress", "destination_port");
}
