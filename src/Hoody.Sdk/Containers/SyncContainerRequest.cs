namespace Hoody.Sdk;

/// <summary>What a sync is to do. The service takes no choices today; the type is here so that it can take some later.</summary>
public sealed record SyncContainerRequest;
