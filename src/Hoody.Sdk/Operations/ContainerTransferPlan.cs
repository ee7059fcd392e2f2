using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>What an operation moves between two servers, in <see cref="ContainerOperationDetail"/>. Made before the data moves.</summary>
public sealed record ContainerTransferPlan : HoodyModel
{
    /// <summary>Gets the number of files of which something moves, and in whose place the target has none; null from a host that does not count files.</summary>
    [JsonPropertyName("files_new")]
    public long? NewFileCount { get; init; }

    /// <summary>Gets the number of files of which something moves, and in whose place the target has another one; null as above.</summary>
    [JsonPropertyName("files_changed")]
    public long? ChangedFileCount { get; init; }

    /// <summary>Gets the number of files of which nothing moves; null as above.</summary>
    [JsonPropertyName("files_reused")]
    public long? ReusedFileCount { get; init; }

    /// <summary>Gets the number of chunks of files that the target lacks.</summary>
    [JsonPropertyName("chunks_new")]
    public long? NewChunkCount { get; init; }

    /// <summary>Gets the number of nodes of trees, chunk lists and snapshot records that the target lacks.</summary>
    [JsonPropertyName("nodes_new")]
    public long? NewNodeCount { get; init; }

    /// <summary>Gets the length of these chunks and nodes before compression, in bytes.</summary>
    [JsonPropertyName("bytes_new")]
    public long? NewBytes { get; init; }

    /// <summary>Gets the number of references to chunks that need not move, since the target holds them or gets them but once.</summary>
    [JsonPropertyName("chunks_reused")]
    public long? ReusedChunkCount { get; init; }

    /// <summary>Gets the length of the chunks that these references name, each time, in bytes.</summary>
    [JsonPropertyName("bytes_reused")]
    public long? ReusedBytes { get; init; }

    /// <summary>Gets what goes over the wire, in bytes: compressed, with its frames.</summary>
    public long? WireBytes { get; init; }

    /// <summary>Gets the number of messages that wait for each other, one after another; null from a host that does not tell.</summary>
    [JsonPropertyName("round_trips")]
    public int? RoundTripCount { get; init; }
}
