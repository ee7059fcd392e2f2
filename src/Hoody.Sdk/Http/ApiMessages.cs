using System.Net.Http.Headers;
using System.Reflection;

namespace Hoody.Sdk;

/// <summary>Makes HTTP messages of requests.</summary>
internal sealed class ApiMessages(HoodyClientOptions options)
{
    private const string Json = "application/json";

    private static readonly string ProductVersion =
        typeof(ApiMessages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly string _address = Address(options.BaseAddress, null);

    private readonly string _userAgent = string.Join(' ', new[] { options.ApplicationId, $"Hoody.Sdk/{ProductVersion}" }.OfType<string>());

    /// <exception cref="ArgumentException">The call's own options cannot be met.</exception>
    public HttpRequestMessage Create(ApiRequest request, RequestOptions? call, HoodyAccessToken token)
    {
        HttpRequestMessage message = new(request.Method, Address(request.Target, call?.Realm ?? options.Realm));
        AddHeaders(message, call);
        message.Headers.Authorization = token == default ? null : new AuthenticationHeaderValue("Bearer", token.Value);
        message.Content = CreateContent(request);
        return message;
    }

    // By text: a relative reference would be resolved, and could leave the base path.
    private Uri Address(string target, string? realm) =>
        new((realm is null ? _address : Address(options.BaseAddress, realm)) + target);

    private static string Address(Uri baseAddress, string? realm)
    {
        UriBuilder address = new(baseAddress);
        if (realm is not null)
        {
            address.Host = HoodyClientOptionsRules.CanHaveRealm(baseAddress)
                ? $"{realm}.{baseAddress.Host}"
                : throw new ArgumentException("A realm needs a base address whose host is a name with a domain.", nameof(realm));
        }

        return address.Uri.AbsoluteUri.TrimEnd('/');
    }

    private void AddHeaders(HttpRequestMessage message, RequestOptions? call)
    {
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        message.Headers.TryAddWithoutValidation("Accept", Json);
        if (call?.Headers is not { } headers)
        {
            return;
        }

        foreach ((string name, string value) in headers)
        {
            if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || value.AsSpan().ContainsAny('\r', '\n', '\0')
                || !message.Headers.TryAddWithoutValidation(name, value))
            {
                throw new ArgumentException($"The request header '{name}' cannot be set here.", nameof(call));
            }
        }
    }

    private static ReadOnlyMemoryContent? CreateContent(ApiRequest request)
    {
        bool mayLackContent = request.Method == HttpMethod.Get || request.Method == HttpMethod.Delete || request.Method == HttpMethod.Head;
        if (request.Body.IsEmpty && mayLackContent)
        {
            return null;
        }

        // The published clients name JSON even for an empty body; the service expects no less.
        ReadOnlyMemoryContent content = new(request.Body);
        foreach ((string name, IEnumerable<string> values) in request.ContentHeaders ?? [new("Content-Type", [Json])])
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        return content;
    }
}
