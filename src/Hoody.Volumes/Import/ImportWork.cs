using System.Threading.Channels;
using Hoody.Volumes.StatCaching;

namespace Hoody.Volumes.Import;

/// <summary>What the walk leaves to the workers: a file by its place, or a file of several names by its group.</summary>
/// <param name="Slot">The place.</param>
/// <param name="Group">The group; null for a file of one name.</param>
/// <param name="Known">What the file is still like, if the store holds all of it; null when it has to be read.</param>
internal readonly record struct ImportWork(EntrySlot Slot, HardLinkGroup? Group = null, CachedEntry? Known = null)
{
    /// <summary>Leaves a file by its place to the workers; its directory stays open for them.</summary>
    public async ValueTask EnqueueAsync(ChannelWriter<ImportWork> queue, CancellationToken cancellationToken)
    {
        Slot.Frame.HoldDescriptor();
        try
        {
            await queue.WriteAsync(this, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Lets go of the directory that a file by its place holds open.</summary>
    public void Release()
    {
        if (Group is null)
        {
            Slot.Frame.ReleaseDescriptor();
        }
    }
}
