namespace Hoody.Sdk;

/// <summary>The variables that the published tools read, too.</summary>
internal static class HoodyEnvironment
{
    public const string Token = "HOODY_TOKEN";
    public const string BaseUrl = "HOODY_BASE_URL";
    public const string Realm = "HOODY_REALM";

    /// <exception cref="InvalidOperationException"><c>HOODY_BASE_URL</c> is no address.</exception>
    public static void Apply(HoodyClientOptions options, Func<string, string?> read)
    {
        options.Token = Read(Token) ?? options.Token;
        options.Realm = Read(Realm) ?? options.Realm;
        if (Read(BaseUrl) is { } address)
        {
            options.BaseAddress = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
                ? uri
                : throw new InvalidOperationException($"{BaseUrl} is not an absolute http or https address.");
        }

        string? Read(string name) => read(name) is { Length: > 0 } value ? value.Trim() : null;
    }
}
