namespace Hoody.ChunkStore.Telemetry;

/// <summary>The names of tags on activities and measurements.</summary>
internal static class TagNames
{
    internal const string Backend = "hoody.backend";

    internal const string Operation = "hoody.operation";

    internal const string Direction = "hoody.direction";

    internal const string Read = "read";

    internal const string Write = "write";

    /// <summary>The type of the exception that ended an operation; absent when it succeeded.</summary>
    internal const string Error = "error.type";
}
