using System.Text.Json.Serialization;

namespace Hoody.LocalHost.Http;

/// <summary>One thing wrong with a request, in the service's form: where (a JSON pointer) and what.</summary>
internal sealed record ValidationProblem([property: JsonPropertyName("instancePath")] string InstancePath, string Message)
{
    [JsonIgnore]
    public string Text => $"{InstancePath.TrimStart('/')} {Message}".TrimStart();
}
