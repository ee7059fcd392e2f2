using System.Globalization;
using System.Text;

namespace Hoody.Sdk;

/// <summary>Builds path and query of a request.</summary>
internal sealed class ApiTarget(string path)
{
    private const string Root = "/api/v1/";

    private readonly StringBuilder _text = new(Root + path);
    private char _separator = '?';

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

    public override string ToString() => _text.ToString();

    /// <summary>Checks path and query that a caller wrote himself; the token goes to this address, so it must stay on our host.</summary>
    /// <exception cref="ArgumentException">Not a plain path below the base address.</exception>
    public static string Require(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string justPath = path.Split('?', 2)[0];
        bool isPlain = path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.AsSpan().ContainsAny('\\', '#') && !path.Any(c => c is <= ' ' or > '~')
            && !Uri.UnescapeDataString(justPath).Split('/', '\\').Any(segment => segment is "." or "..");
        return isPlain
            ? path
            : throw new ArgumentException("Expected path and query as the API reference prints them: /api/v1/events.", nameof(path));
    }
}
