using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>One method of one route that a host has mapped, as the host itself says.</summary>
internal sealed record MappedRoute(string Method, RoutePattern Pattern)
{
    public string Template => "/" + Pattern.RawText!.Trim('/'); // every route of the host is made from a text

    public static IReadOnlyList<MappedRoute> Of(HoodyHost host) =>
    [
        .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method =>
                new MappedRoute(method, endpoint.RoutePattern))),
    ];

    public string PathWith(string id) => Template
        .Replace("{id}", id, StringComparison.Ordinal)
        .Replace("{operation_id}", "0123456789abcdef0123456789abcdef", StringComparison.Ordinal)
        .Replace("{operation}", "stop", StringComparison.Ordinal)
        .Replace("{name}", "some", StringComparison.Ordinal)
        .Replace("{key}", "SOME", StringComparison.Ordinal);

    /// <summary>A body that passes the route's validation, so that the ids alone decide.</summary>
    public string? Body => Method == "DELETE" && Template.Contains("/firewall/", StringComparison.Ordinal) ? """{"all":true}"""
        : Method is "GET" or "DELETE" ? null
        : Template.EndsWith("/network", StringComparison.Ordinal) ? """{"type":"block"}"""
        : Template.EndsWith("/kvm", StringComparison.Ordinal) ? """{"kvm":true}"""
        : Template.EndsWith("/state", StringComparison.Ordinal) ? """{"enabled":true}"""
        : """
          {"target_project_id":"00000000000000000000dead","server_id":"00000000000000000000dead","alias":"some","value":"some",
          "action":"allow","protocol":"tcp","destination_port":"80","description":"some","state":"enabled",
          "container_id":"00000000000000000000dead","program":"web"}
          """;
}
