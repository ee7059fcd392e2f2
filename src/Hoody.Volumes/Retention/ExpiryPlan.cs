using System.Globalization;
using System.Text;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;

namespace Hoody.Volumes.Retention;

/// <summary>Which refs to snapshots would be deleted, and which stay. Nothing was changed to make it; apply it, or forget it.</summary>
public sealed class ExpiryPlan
{
    private readonly RefStore _refs;
    private readonly IReadOnlyList<DatedRef> _newestFirst;

    internal ExpiryPlan(RefStore refs, IReadOnlyList<DatedRef> newestFirst)
    {
        _refs = refs;
        _newestFirst = newestFirst;
        Kept = [.. newestFirst.Where(dated => dated.Reasons != RetentionReasons.None)];
        Expired = [.. newestFirst.Where(dated => dated.Reasons == RetentionReasons.None)];
    }

    /// <summary>What stays, the newest first.</summary>
    public IReadOnlyList<DatedRef> Kept { get; }

    /// <summary>What would be deleted, the newest first.</summary>
    public IReadOnlyList<DatedRef> Expired { get; }

    /// <summary>Deletes the refs of the plan, the oldest first; what only they needed is freed by the next collection.</summary>
    /// <param name="cancellationToken">Ends it before the next ref; a new plan finds the rest.</param>
    /// <returns>Refs of the plan that stay, because somebody moved or deleted them since.</returns>
    /// <exception cref="LeaseRevokedException">A collector took this process for dead. Refs deleted before stay deleted.</exception>
    /// <exception cref="ChunkStoreException">A ref could not be read or deleted. Refs deleted before stay deleted.</exception>
    public async Task<IReadOnlyList<RefValue>> ApplyAsync(CancellationToken cancellationToken = default)
    {
        List<RefValue> moved = [];
        foreach (DatedRef expired in Expired.Reverse())
        {
            try
            {
                await _refs.DeleteAsync(expired.Ref.Name, expired.Ref.Generation, cancellationToken).ConfigureAwait(false);
            }
            catch (RefConflictException)
            {
                moved.Add(expired.Ref);
            }
        }

        return moved;
    }

    /// <summary>A line for each ref, the newest first: what keeps it, or that it expires.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (DatedRef dated in _newestFirst)
        {
            string fate = dated.Reasons == RetentionReasons.None ? "expires" : $"kept: {dated.Reasons}";
            text.AppendLine(CultureInfo.InvariantCulture, $"{dated.CreatedTime:u}  {dated.Ref.Name}  {fate}");
        }

        return text.ToString();
    }
}
