using Hoody.LocalHost.Tests.Fixtures;

namespace Hoody.LocalHost.Tests.Http;

[Collection(SharedHostGroup.Name)]
public class PathIdTests(SharedHost shared)
{
    private TestHost Host => shared.Host;

    private IEnumerable<MappedRoute> RoutesWithId =>
        MappedRoute.Of(Host.Host).Where(route => route.Template.Contains("{id}", StringComparison.Ordinal));

    [Theory]
    [InlineData("0123456789abcdef0123456")]
    [InlineData("01bcdef123456789abcdef012")]
    [InlineData("0123456789ABCDEF01234567")]
    [InlineData("0123456789abcdef0123456z")]
    [InlineData("0123456789abcdef0123456%0A")]
    public async Task A_malformed_id_is_refused_by_every_route(string id)
    {
        ApiClient api = await Host.NewAccountAsync();
        foreach (MappedRoute route in RoutesWithId)
        {
            (await api.SendAsync(route.Method, route.PathWith(id), route.Body)).Fails(400, "INVALID_ID_FORMAT");
        }
    }

    [Fact]
    public async Task An_unknown_id_is_not_found_on_any_route()
    {
        ApiClient api = await Host.NewAccountAsync();
        foreach (MappedRoute route in RoutesWithId)
        {
            foreach (string slash in (string[])["", "/"])
            {
                Answer answer = await api.SendAsync(route.Method, route.PathWith(Scenes.UnknownId) + slash, route.Body);
                answer.Fails(404, CodeOf(route));
            }
        }
    }

    [Fact]
    public async Task Another_accounts_container_and_project_are_not_found_on_any_route()
    {
        ApiClient owner = await Host.NewAccountAsync();
        string project = await owner.NewProjectAsync();
        string container = await owner.NewContainerAsync(project);
        await owner.NewSnapshotAsync(container, "some");
        ApiClient other = await Host.NewAccountAsync();
        foreach (MappedRoute route in RoutesWithId.Where(route => CodeOf(route) != "RESOURCE_NOT_FOUND"))
        {
            string id = CodeOf(route) == "PROJECT_NOT_FOUND" ? project : container;
            (await other.SendAsync(route.Method, route.PathWith(id), route.Body)).Fails(404, CodeOf(route));
        }

        Assert.Equal("running", (await owner.ContainerAsync(container)).Text("status"));
    }

    private static string CodeOf(MappedRoute route) => route.Template switch
    {
        var template when template.EndsWith("/copy", StringComparison.Ordinal) => "SOURCE_CONTAINER_NOT_FOUND",
        var template when template.Contains("/containers/{id}", StringComparison.Ordinal) => "CONTAINER_NOT_FOUND",
        var template when template.Contains("/projects/{id}", StringComparison.Ordinal) => "PROJECT_NOT_FOUND",
        _ => "RESOURCE_NOT_FOUND",
    };
}
