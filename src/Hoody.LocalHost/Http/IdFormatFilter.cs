using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Http;

/// <summary>Refuses a path whose <c>{id}</c> is not of the service's form, before any handler sees it.</summary>
internal sealed class IdFormatFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.RouteValues.TryGetValue("id", out object? id) && !RandomIds.IsResourceId((string)id!) // a matched value is text
            ? throw ApiErrors.InvalidIdFormat("id")
            : next(context);
}
