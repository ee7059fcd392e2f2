using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Hoody.Testing;

/// <summary>What the instruments of a meter recorded while this was listening, those of other tests included.</summary>
public sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<Measured> _all = new();
    private readonly MeterListener _listener = new();

    public Measurements(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<Measured> All => [.. _all];

    /// <summary>Records what observable instruments say now.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    /// <summary>The sum of what one instrument recorded with all of these tags.</summary>
    public double Sum(string instrument, params (string Name, object? Value)[] tags) => _all
        .Where(measured => measured.Instrument == instrument && tags.All(tag => Equals(measured.Tags.GetValueOrDefault(tag.Name), tag.Value)))
        .Sum(measured => measured.Value);

    /// <summary>Those of one instrument that bear a tag.</summary>
    public IReadOnlyList<Measured> Of(string instrument, string tag, object? value) =>
        [.. _all.Where(measured => measured.Instrument == instrument && Equals(measured.Tags.GetValueOrDefault(tag), value))];

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _all.Enqueue(new Measured(instrument.Name, instrument.Unit, value, new Dictionary<string, object?>(tags.ToArray())));
}
