using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>A file that is written while its name is not known yet.</summary>
internal sealed class DiskStagedObject(DiskStagedFile file, DiskFolders folders, DiskSync sync, OwedFlushes owed, DiskCalls calls) : IStagedObject
{
    /// <summary>What errors call an object without a name.</summary>
    internal const string What = ObjectName.ReservedSegment + "/";

    public async ValueTask AppendAsync(ReadOnlySequence<byte> content, CancellationToken cancellationToken) => await calls.RunAsync(
        () =>
        {
            sync.ThrowIfFailed();
            file.Append(content, cancellationToken);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> CreateIfAbsentAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return calls.RunAsync(
            () =>
            {
                sync.ThrowIfFailed();
                owed.Pay();
                return DiskCreation.Create(folders, file, name);
            },
            cancellationToken);
    }

    public void Dispose() => file.Dispose();
}
