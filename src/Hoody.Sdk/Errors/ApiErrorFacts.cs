using System.Text.Json;

namespace Hoody.Sdk;

/// <summary>What an error reply says beside its status, code and message; the properties of <see cref="HoodyApiException"/> explain it.</summary>
internal readonly record struct ApiErrorFacts(
    string? RequestId, string? Method, string? Path, JsonElement? Details, TimeSpan? RetryAfter, int Attempts);
