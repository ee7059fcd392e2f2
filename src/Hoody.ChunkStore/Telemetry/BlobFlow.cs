using System.Diagnostics.Metrics;

namespace Hoody.ChunkStore.Telemetry;

/// <summary>Two counters of one thing that happens to blobs: how many, and how many bytes.</summary>
internal sealed class BlobFlow(Meter meter, string name, string happened)
{
    private readonly Counter<long> _blobs = meter.CreateCounter<long>($"hoody.chunkstore.{name}.blobs", "{blob}", $"Blobs that {happened}.");
    private readonly Counter<long> _bytes = meter.CreateCounter<long>($"hoody.chunkstore.{name}.io", "By", $"Bytes of blobs that {happened}.");

    internal bool IsListenedTo => _blobs.Enabled || _bytes.Enabled;

    internal void Count(long blobs, long bytes)
    {
        _blobs.Add(blobs);
        _bytes.Add(bytes);
    }

    internal void Count(BlobKind kind, int bytes)
    {
        if (IsListenedTo)
        {
            KeyValuePair<string, object?> tag = new(TagNames.Kind, TagNames.Of(kind));
            _blobs.Add(1, tag);
            _bytes.Add(bytes, tag);
        }
    }

    internal void Count(BlobKind kind, int bytes, string presence)
    {
        if (IsListenedTo)
        {
            KeyValuePair<string, object?> ofKind = new(TagNames.Kind, TagNames.Of(kind));
            KeyValuePair<string, object?> ofPresence = new(TagNames.Presence, presence);
            _blobs.Add(1, ofKind, ofPresence);
            _bytes.Add(bytes, ofKind, ofPresence);
        }
    }
}
