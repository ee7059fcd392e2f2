using System.Globalization;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Sealing;

namespace Hoody.ChunkStore.Leases;

/// <summary>One record of a lease's log, as it is stored. Specification: FORMAT.md, "Leases".</summary>
internal sealed record LeaseRecord(Guid Lease, int Number, LeaseEvent Event, long Epoch = 0, LeaseCommit Commit = default)
{
    private const string Deleted = "deleted";
    private const string NoDetail = "-";

    private static readonly SealedText s_text = new("hoody-lease", 1, "lease", "number", "event", "detail");

    private static readonly string[] s_events = ["begin", "commit", "alive", "revoked"];

    private string Detail => Event switch
    {
        LeaseEvent.Begin => Epoch.ToString(CultureInfo.InvariantCulture),
        LeaseEvent.Commit => string.Create(
            CultureInfo.InvariantCulture, $"{Commit.RefName} {Commit.Generation} {Commit.Target?.ToString() ?? Deleted}"),
        _ => NoDetail,
    };

    internal byte[] Encode() =>
        s_text.Encode(Lease.ToString("N"), Number.ToString(CultureInfo.InvariantCulture), s_events[(int)Event], Detail);

    /// <exception cref="ObjectNotFoundException">There is no such record.</exception>
    /// <exception cref="CorruptDataException">It is damaged.</exception>
    internal static async ValueTask<LeaseRecord> ReadAsync(
        IStorageBackend backend, Guid lease, int number, CancellationToken cancellationToken)
    {
        string what = $"Lease {lease:N}, record {number},";
        string[] values = await s_text.ReadAsync(backend, LeaseName.Of(lease, number), what, cancellationToken).ConfigureAwait(false);
        int kind = Array.IndexOf(s_events, values[2]);
        bool isThis = values[0] == lease.ToString("N") && values[1] == number.ToString(CultureInfo.InvariantCulture)
            && kind >= 0 && (number == 0) == (kind == (int)LeaseEvent.Begin);
        LeaseRecord? record = isThis ? Parse(new LeaseRecord(lease, number, (LeaseEvent)kind), values[3]) : null;
        return record is not null && record.Detail == values[3]
            ? record
            : throw new CorruptDataException(what, "it is another record, or its detail is not one");
    }

    private static LeaseRecord? Parse(LeaseRecord record, string detail)
    {
        switch (record.Event)
        {
            case LeaseEvent.Begin:
                return long.TryParse(detail, NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? record with { Epoch = epoch } : null;
            case LeaseEvent.Commit:
                string[] parts = detail.Split(' ');
                if (parts.Length != 3 || !RefName.IsName(parts[0])
                    || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long generation)
                    || !RefName.IsGeneration(generation)
                    || (!BlobId.TryParse(parts[2], out BlobId target) && parts[2] != Deleted))
                {
                    return null;
                }

                return record with { Commit = new LeaseCommit(parts[0], generation, parts[2] == Deleted ? null : target) };
            default:
                return detail == NoDetail ? record : null;
        }
    }
}
