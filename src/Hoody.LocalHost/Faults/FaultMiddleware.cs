namespace Hoody.LocalHost.Faults;

/// <summary>Lets scripted faults happen. Before authentication, so that a token can be refused by script, too.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultScript script, TimeProvider time)
{
    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint() is RouteEndpoint endpoint && script.Take(http.Request.Method, endpoint) is { } fault
            ? fault.RunAsync(http, next, time)
            : next(http);
}
