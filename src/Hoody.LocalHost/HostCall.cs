namespace Hoody.LocalHost;

/// <summary>The requests that a scripted fault is for: those of one route of the API, or all.</summary>
/// <param name="Method">The HTTP method, such as <c>POST</c>; <c>*</c> for any.</param>
/// <param name="Route">The path below <c>/api/v1/</c> as the API's reference prints it, such as <c>containers/{id}/copy</c>; <c>*</c> for any.</param>
public readonly record struct HostCall(string Method, string Route)
{
    /// <summary>The text that stands for any method or route.</summary>
    internal const string Wildcard = "*";

    /// <summary>Gets all requests.</summary>
    public static HostCall Any { get; } = new(Wildcard, Wildcard);

    /// <summary>Gets the requests that ask for a copy.</summary>
    public static HostCall Copy { get; } = new("POST", "containers/{id}/copy");

    /// <summary>Gets the requests that ask for a sync.</summary>
    public static HostCall Sync { get; } = new("POST", "containers/{id}/sync");

    /// <summary>Gets the requests that look at one container, as waiting for an operation does.</summary>
    public static HostCall GetContainer { get; } = new("GET", "containers/{id}");

    /// <summary>Gets the requests for pages of containers.</summary>
    public static HostCall ListContainers { get; } = new("GET", "containers");

    /// <summary>Gets the method and the route.</summary>
    public override string ToString() => $"{Method} {Route}";

    internal bool Fits(string method, string route) =>
        (Method == Wildcard || method.Equals(Method, StringComparison.OrdinalIgnoreCase)) && (Route == Wildcard || route == Route.Trim('/'));
}
