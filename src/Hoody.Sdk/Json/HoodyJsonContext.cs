using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>The wire's JSON: snake_case, nothing written for null. Made by the compiler, so that trimming and AOT keep it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Container))]
[JsonSerializable(typeof(ContainersData))]
[JsonSerializable(typeof(ContainerActionResult))]
[JsonSerializable(typeof(ContainerStats))]
[JsonSerializable(typeof(CopyContainerRequest))]
[JsonSerializable(typeof(CreateContainerRequest))]
[JsonSerializable(typeof(SyncData))]
[JsonSerializable(typeof(StatusLogsData))]
[JsonSerializable(typeof(OperationTicket))]
[JsonSerializable(typeof(ContainerOperationDetail))]
[JsonSerializable(typeof(CreateSnapshotRequest))]
[JsonSerializable(typeof(SnapshotData))]
[JsonSerializable(typeof(SnapshotsData))]
[JsonSerializable(typeof(RestoreData))]
[JsonSerializable(typeof(CreateProjectRequest))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(ProjectsData))]
[JsonSerializable(typeof(Server))]
[JsonSerializable(typeof(List<Server>))]
[JsonSerializable(typeof(ProxyAlias))]
[JsonSerializable(typeof(AliasesData))]
[JsonSerializable(typeof(FirewallRules))]
[JsonSerializable(typeof(FirewallRule))]
[JsonSerializable(typeof(FirewallAddData))]
[JsonSerializable(typeof(FirewallRemoveData))]
[JsonSerializable(typeof(NetworkConfiguration))]
[JsonSerializable(typeof(NetworkState))]
[JsonSerializable(typeof(SetNetworkRequest))]
[JsonSerializable(typeof(EnvironmentChange))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginData))]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(List<ApiToken>))]
[JsonSerializable(typeof(CurrentTokenData))]
internal sealed partial class HoodyJsonContext : JsonSerializerContext;
