namespace Hoody.ChunkStore.Native;

internal enum EntryKind
{
    /// <summary>A link, a pipe, a socket or a device: nothing a store makes.</summary>
    Other,
    File,
    Directory,
    Link,
}
