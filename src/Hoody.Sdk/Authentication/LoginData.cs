using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>The data of a login or refresh as the wire has them.</summary>
internal sealed class LoginData
{
    public string? Token { get; init; }

    [JsonPropertyName("refreshToken")]
    public string? RefreshToken { get; init; }

    public double? ExpiresIn { get; init; }

    public JsonElement? ExpiresAt { get; init; }

    public double? RefreshExpiresIn { get; init; }

    public JsonElement? RefreshExpiresAt { get; init; }

    [JsonPropertyName("requires_2fa")]
    public bool? RequiresTwoFactor { get; init; }

    /// <exception cref="HoodySerializationException">There is no usable token in it.</exception>
    public HoodySession ToSession(DateTimeOffset now) => HoodyCredential.IsToken(Token)
        ? new HoodySession(new HoodyAccessToken(Token))
        {
            RefreshToken = HoodyCredential.IsToken(RefreshToken) ? new HoodyAccessToken(RefreshToken) : null,
            ExpiresAt = End(ExpiresIn, ExpiresAt, now),
            RefreshExpiresAt = End(RefreshExpiresIn, RefreshExpiresAt, now),
        }
        : throw new HoodySerializationException("The service accepted the login, and gave no usable token.");

    // The span first: it does not depend on two clocks that agree.
    private static DateTimeOffset? End(double? seconds, JsonElement? at, DateTimeOffset now) =>
        seconds is >= 0 and < int.MaxValue ? now.AddSeconds(seconds.Value)
        : at is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out DateTimeOffset end) ? end
        : null;
}
