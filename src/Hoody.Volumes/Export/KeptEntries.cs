using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Passes over entries that are known to be what the tree has, so that they are not even opened. For the walk alone.</summary>
internal sealed class KeptEntries(ExportSession session)
{
    /// <summary>Keeps what bears the name, and counts it; false when that would have to be looked into.</summary>
    public bool TryKeep(ExportWork work)
    {
        if (!work.IsProvedWhole || session.ReadsBack || work is not { Existing: { } existing, Known: { } known } || !session.TryClaim(existing))
        {
            return false;
        }

        if (work.Entry.Type == EntryType.File)
        {
            session.CountUnread();
        }

        session.Count(work.Path, ExportOutcome.Untouched);
        work.Leader?.SetMade(existing.Identity);
        work.Remember(known);
        return true;
    }
}
