namespace Hoody.ChunkStore.Indexes;

/// <summary>The best place of a blob that was found so far: one in a usable pack before one in a pack that can only be read.</summary>
internal struct IndexMatch
{
    internal IndexPlace Place { get; private set; }

    internal PackStanding Standing { get; private set; }

    internal readonly bool IsUsable => Standing == PackStanding.Usable;

    /// <summary>Keeps the place if it is better than what is here; true when nothing better can come.</summary>
    internal bool Offer(IndexPlace place, PackStanding standing)
    {
        if (standing > Standing)
        {
            (Place, Standing) = (place, standing);
        }

        return IsUsable;
    }
}
