namespace Hoody.Sdk;

/// <summary>A container, as the service described it at one moment. Only <see cref="Id"/> is sure to be there.</summary>
public sealed partial record Container : HoodyModel
{
    /// <summary>Gets the id.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Gets the name, unique in its project.</summary>
    public string? Name { get; init; }

    /// <summary>Gets what the container is doing.</summary>
    public ContainerStatus Status { get; init; }

    /// <summary>Gets the project it belongs to.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the project's alias.</summary>
    public string? ProjectAlias { get; init; }

    /// <summary>Gets the server it is on.</summary>
    public ServerId? ServerId { get; init; }

    /// <summary>Gets the server's name as URLs show it, such as <c>node-us</c>.</summary>
    public string? ServerName { get; init; }

    /// <summary>Gets the name of the part of the server, where it has parts.</summary>
    public string? SubserverName { get; init; }

    /// <summary>Gets what is told of the server beside its name; null when the service tells nothing.</summary>
    public ContainerServer? Server { get; init; }

    /// <summary>Gets the pool of servers it belongs to.</summary>
    public string? PoolId { get; init; }

    /// <summary>Gets the container it was copied from; null when it is not a copy. It may be gone by now.</summary>
    public ContainerId? SourceContainerId { get; init; }

    /// <summary>Gets the colour that stands for it, as <c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Gets the image it was made from.</summary>
    public string? ContainerImage { get; init; }

    /// <summary>Gets its owner's remark.</summary>
    public string? Comment { get; init; }

    /// <summary>Gets the number of its snapshots.</summary>
    public int? SnapshotCount { get; init; }

    /// <summary>Gets the snapshot that was last restored or copied from.</summary>
    public string? LastUsedSnapshot { get; init; }

    /// <summary>Gets the realms it belongs to.</summary>
    public IReadOnlyList<string> RealmIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets whether it is the account's default container.</summary>
    public bool? IsDefault { get; init; }

    /// <summary>Gets whether it was made ahead of its owner's asking. Older services only.</summary>
    public bool? Prespawn { get; init; }

    /// <summary>Gets whether the rental of its server has ended; from get and list.</summary>
    public bool? ServerExpired { get; init; }

    /// <summary>Gets when the rental of its server ended; from get and list.</summary>
    public DateTimeOffset? ServerExpiredAt { get; init; }

    /// <summary>Gets why the rental of its server ended; from get and list.</summary>
    public string? ServerExpiredReason { get; init; }

    /// <summary>Gets what the service warns of; from get only, empty elsewhere.</summary>
    public IReadOnlyList<ContainerWarning> Warnings
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets when it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it last changed; by what, the service does not say.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Gets the service's id for the work that has begun; from the replies to copy and create, where the service gives one.</summary>
    public string? OperationId { get; init; }

    /// <summary>Gets whether the copy is to have its source's firewall rules; from the reply to copy only.</summary>
    public bool? CopyFirewallRules { get; init; }

    /// <summary>Gets whether the copy is to have its source's network settings; from the reply to copy only.</summary>
    public bool? CopyNetworkRules { get; init; }

    /// <summary>Gets what the service remarks on the copy's hardware virtualisation; from the reply to copy only.</summary>
    public string? KvmNote { get; init; }

    /// <summary>Gets the id of the image the copy is made with; from the reply to copy only.</summary>
    public string? ContainerImageId { get; init; }
}
