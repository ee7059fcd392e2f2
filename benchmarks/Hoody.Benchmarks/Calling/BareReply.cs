using System.Text.Json.Serialization;
using Hoody.Sdk;

namespace Hoody.Benchmarks.Calling;

/// <summary>What one writes who reads containers by <see cref="HttpClient"/> alone; the model is the client's own, so that both read the same.</summary>
internal sealed record BareReply([property: JsonPropertyName("statusCode")] int StatusCode, string Message, Container Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BareReply))]
internal sealed partial class BareJsonContext : JsonSerializerContext;
