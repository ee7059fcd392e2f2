using System.Text.Json.Serialization;

namespace Hoody.Volumes.Transfer;

/// <summary>How what is told of a transfer is written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TransferPlan))]
internal sealed partial class TransferJson : JsonSerializerContext;
