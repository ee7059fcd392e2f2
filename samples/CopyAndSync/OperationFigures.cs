using System.Text.Json.Serialization;

namespace CopyAndSync;

/// <summary>What the local host adds to the service's contract: how much an operation read, stored and moved.</summary>
internal sealed record OperationFigures(string Kind, string Status, long? Files, long? LogicalBytes, long? NewBytesStored, long? TransferredBytes);

/// <summary>The data of <c>GET /local/v1/containers/{id}/operations</c>, newest first.</summary>
internal sealed record OperationList(IReadOnlyList<OperationFigures> Operations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OperationList))]
internal sealed partial class SampleJson : JsonSerializerContext;
