namespace Hoody.ChunkStore.Telemetry;

/// <summary>The names of tags on activities and measurements, and those of their values that are not names of something else.</summary>
/// <remarks>No name of a ref, a blob, a pack or an object is ever a value: there are too many, and some are not everybody's to read.</remarks>
internal static class TagNames
{
    internal const string Backend = "hoody.backend";

    internal const string Operation = "hoody.operation";

    internal const string Direction = "hoody.direction";

    internal const string Read = "read";

    internal const string Write = "write";

    internal const string Map = "map";

    internal const string Store = "hoody.store";

    internal const string Target = "hoody.target";

    internal const string Kind = "hoody.kind";

    internal const string Presence = "hoody.presence";

    internal const string New = "new";

    internal const string Known = "known";

    internal const string Blobs = "hoody.blobs";

    internal const string Packs = "hoody.packs";

    internal const string Bytes = "hoody.bytes";

    internal const string Depth = "hoody.depth";

    internal const string IsSound = "hoody.is_sound";

    /// <summary>The type of the exception that ended an operation; absent when it succeeded.</summary>
    internal const string Error = "error.type";

    /// <summary>The value for a kind; the caller allocates nothing.</summary>
    internal static string Of(BlobKind kind) => kind switch
    {
        BlobKind.Chunk => "chunk",
        BlobKind.Tree => "tree",
        BlobKind.ChunkList => "chunk_list",
        _ => "snapshot",
    };
}
