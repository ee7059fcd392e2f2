namespace Hoody.Sdk;

/// <summary>A bearer token. Its text appears in <see cref="Value"/> only, never in <see cref="ToString"/>.</summary>
/// <param name="Value">The secret itself.</param>
public readonly record struct HoodyAccessToken(string Value)
{
    /// <summary>Gets a fixed text, so that a token that is logged by mistake stays secret.</summary>
    public override string ToString() => "[redacted]";
}
