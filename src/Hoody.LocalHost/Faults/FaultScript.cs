namespace Hoody.LocalHost.Faults;

/// <summary>The faults that are still to happen, in the order in which they were asked for. Thread-safe.</summary>
internal sealed class FaultScript(EndpointDataSource endpoints)
{
    private const string Prefix = "api/v1/";

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public int PendingCount
    {
        get
        {
            lock (_lock)
            {
                return _entries.Sum(entry => entry.Left);
            }
        }
    }

    /// <exception cref="ArgumentException">The host has no such call: the fault would never happen, and its test would pass for that.</exception>
    public void Add(HostCall call, IFault fault, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        if (call.Method is null || call.Route is null || !endpoints.Endpoints.OfType<RouteEndpoint>().Any(endpoint => IsOf(endpoint, call)))
        {
            throw new ArgumentException(
                $"The host has no call '{call}'. Name method and route as the API's reference does: POST containers/{{id}}/copy.", nameof(call));
        }

        lock (_lock)
        {
            _entries.Add(new Entry(call, fault) { Left = times });
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Takes the fault that a request is to have; null for none.</summary>
    public IFault? Take(string method, RouteEndpoint endpoint)
    {
        string route = RouteOf(endpoint);
        lock (_lock)
        {
            Entry? entry = _entries.Find(candidate => candidate.Call.Fits(method, route));
            if (entry is not null && --entry.Left == 0)
            {
                _entries.Remove(entry);
            }

            return entry?.Fault;
        }
    }

    private static bool IsOf(RouteEndpoint endpoint, HostCall call) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Any(method => call.Fits(method, RouteOf(endpoint))) == true;

    private static string RouteOf(RouteEndpoint endpoint)
    {
        string route = endpoint.RoutePattern.RawText?.Trim('/') ?? "";
        return route.StartsWith(Prefix, StringComparison.Ordinal) ? route[Prefix.Length..] : route;
    }

    private sealed class Entry(HostCall call, IFault fault)
    {
        public HostCall Call => call;

        public IFault Fault => fault;

        public int Left { get; set; }
    }
}
