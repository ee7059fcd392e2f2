namespace Hoody.Volumes.Transfer;

/// <summary>Knows for how long the other side has kept this one waiting. Thread-safe.</summary>
/// <remarks>
/// Only time in which this side waits counts: a side that is busy itself blames nobody. A few bytes now and then are no progress, or one byte a minute
/// would hold a session open for ever.
/// </remarks>
internal sealed class IdleWatch(TimeProvider time, TimeSpan timeout)
{
    /// <summary>What has to arrive within the timeout of a frame that is longer.</summary>
    private const int LeastProgressBytes = 4_096;

    private readonly Lock _gate = new();
    private TimeSpan _waited; // in reads before this one, for what has not come yet
    private long? _readingSince;
    private long? _writingSince;
    private long? _bytesSeen;

    /// <summary>Whether a wait has lasted too long.</summary>
    public bool IsExceeded
    {
        get
        {
            lock (_gate)
            {
                return _waited + TimeSince(_readingSince) >= timeout || TimeSince(_writingSince) >= timeout;
            }
        }
    }

    /// <param name="bytesHeld">What has arrived of the frame that is waited for. A wait that brought too little goes on.</param>
    public void BeginRead(long bytesHeld)
    {
        lock (_gate)
        {
            _readingSince = time.GetTimestamp();
            _bytesSeen ??= bytesHeld;
        }
    }

    /// <param name="bytesHeld">What has arrived by now.</param>
    public void EndRead(long bytesHeld)
    {
        lock (_gate)
        {
            _waited += TimeSince(_readingSince);
            _readingSince = null;
            if (bytesHeld - _bytesSeen >= LeastProgressBytes)
            {
                (_waited, _bytesSeen) = (TimeSpan.Zero, null);
            }
        }
    }

    /// <summary>A whole frame was taken. Whoever sent it lives, and may have a reason to read nothing for now.</summary>
    public void NoteFrame()
    {
        lock (_gate)
        {
            (_waited, _bytesSeen) = (TimeSpan.Zero, null);
            _writingSince = _writingSince is null ? null : time.GetTimestamp();
        }
    }

    public void BeginWrite()
    {
        lock (_gate)
        {
            _writingSince = time.GetTimestamp();
        }
    }

    public void EndWrite()
    {
        lock (_gate)
        {
            _writingSince = null;
        }
    }

    private TimeSpan TimeSince(long? start) => start is { } timestamp ? time.GetElapsedTime(timestamp) : TimeSpan.Zero;
}
