namespace Hoody.Sdk;

/// <summary>Who signs in.</summary>
public sealed record LoginRequest
{
    /// <summary>Gets the user's name; this or <see cref="Email"/> is needed.</summary>
    public string? Username { get; init; }

    /// <summary>Gets the user's address.</summary>
    public string? Email { get; init; }

    /// <summary>Gets the password, 8 to 128 characters.</summary>
    public required string Password { get; init; }

    /// <summary>Gets a fixed text, so that a request that is logged by mistake keeps its password.</summary>
    public override string ToString() => nameof(LoginRequest);
}
