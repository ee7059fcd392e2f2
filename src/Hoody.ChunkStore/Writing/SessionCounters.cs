namespace Hoody.ChunkStore.Writing;

/// <summary>Counts what goes through one session. Thread-safe.</summary>
internal sealed class SessionCounters
{
    private readonly Lock _gate = new();
    private WriteStatistics _statistics;

    internal WriteStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _statistics;
            }
        }
    }

    internal void CountPresent() => Add(new WriteStatistics(1, 0, 0, 0));

    internal void CountNew(int plainLength) => Add(new WriteStatistics(1, 1, plainLength, 0));

    internal void CountStored(int recordLength) => Add(new WriteStatistics(0, 0, 0, recordLength));

    private void Add(WriteStatistics more)
    {
        lock (_gate)
        {
            _statistics = new WriteStatistics(
                _statistics.BlobsPut + more.BlobsPut,
                _statistics.BlobsNew + more.BlobsNew,
                _statistics.PlainBytesNew + more.PlainBytesNew,
                _statistics.StoredBytesNew + more.StoredBytesNew);
        }
    }
}
