using System.Globalization;
using System.Text;

namespace Hoody.Sdk;

/// <summary>Builds path and query of a request, and knows the route they follow.</summary>
internal sealed class ApiTarget
{
    private const string Root = "/api/v1/";

    // Of our own host, beside the service's API.
    private const string LocalRoot = "/local/v1/";

    private const int TypicalLength = 128;

    private readonly StringBuilder _text = new(TypicalLength);
    private char _separator = '?';

    /// <summary>Fills a route: <c>containers/{id}/copy</c>.</summary>
    /// <param name="route">The path below the API's root, with a name in braces for each value.</param>
    /// <param name="values">The values in order, each safe as one segment of a path.</param>
    public ApiTarget(string route, params ReadOnlySpan<string> values)
        : this(Root, route, values)
    {
    }

    private ApiTarget(string root, string route, ReadOnlySpan<string> values)
    {
        Route = root + route;
        int next = 0;
        foreach (Range range in route.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> segment = route.AsSpan(range);
            _text.Append(_text.Length == 0 ? root : "/").Append(segment.StartsWith('{') ? values[next++] : segment);
        }
    }

    private ApiTarget(string path) => (Route, _text) = ("(other)", new StringBuilder(path));

    /// <summary>What telemetry calls the path: without the ids, of which there is no end.</summary>
    public string Route { get; }

    /// <summary>Fills a route that our own host adds to the service's.</summary>
    public static ApiTarget Local(string route, params ReadOnlySpan<string> values) => new(LocalRoot, route, values);

    public ApiTarget With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public ApiTarget With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public ApiTarget With(string name, bool? value) => With(name, value switch { true => "true", false => "false", null => null });

    public override string ToString() => _text.ToString();

    /// <summary>Takes path and query that a caller wrote himself; the token goes to this address, so it must stay on our host.</summary>
    /// <exception cref="ArgumentException">Not a plain path below the base address.</exception>
    public static ApiTarget Require(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string justPath = path.Split('?', 2)[0];
        bool isPlain = path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.AsSpan().ContainsAny('\\', '#') && !path.Any(c => c is <= ' ' or > '~')
            && !Uri.UnescapeDataString(justPath).Split('/', '\\').Any(segment => segment is "." or "..");
        return isPlain
            ? new ApiTarget(path)
            : throw new ArgumentException("Expected path and query as the API reference prints them: /api/v1/events.", nameof(path));
    }
}
