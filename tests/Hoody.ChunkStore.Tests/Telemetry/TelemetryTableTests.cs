using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Telemetry;

/// <summary>docs/telemetry.md lists what is published: all of it, and nothing else.</summary>
[Collection(TelemetryGroup.Name)]
public sealed class TelemetryTableTests
{
    // What the tour does not meet: nothing in it fails.
    private const string Error = "error.type";

    [Fact]
    public async Task Every_instrument_is_listed_with_its_kind_and_unit()
    {
        await StoreTour.TakeAsync();
        List<string> published = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ChunkStoreTelemetry.MeterName)
            {
                published.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");
            }
        };
        listener.Start();

        Assert.Equal(
            TelemetryTable.Instruments.Select(line => $"{line.Name} {line.Cells[0]} {line.Cells[1]}").Order(StringComparer.Ordinal),
            published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_instrument_measures_with_its_listed_tags()
    {
        using Measurements measurements = new(ChunkStoreTelemetry.MeterName);
        await StoreTour.TakeAsync(measurements.Observe);

        Assert.All(TelemetryTable.Instruments, line => Assert.Equal(
            TelemetryTable.NamesIn(line.Cells[2]).Where(tag => tag != Error).Order(StringComparer.Ordinal),
            TagsOf(measurements.All.Where(measured => measured.Instrument == line.Name).SelectMany(measured => measured.Tags.Keys))));
        Assert.All(TelemetryTable.Instruments, line => Assert.Contains(measurements.All, measured => measured.Instrument == line.Name));
    }

    [Fact]
    public async Task Every_activity_is_listed_with_its_tags()
    {
        using StoreTrace trace = new();
        await StoreTour.TakeAsync();

        ILookup<string, Activity> activities = trace.Ended.ToLookup(activity => activity.OperationName);
        Assert.Equal(
            TelemetryTable.Activities.Select(line => line.Name).Order(StringComparer.Ordinal),
            activities.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.All(TelemetryTable.Activities, line => Assert.Equal(
            TelemetryTable.NamesIn(line.Cells[0]).Order(StringComparer.Ordinal),
            TagsOf(activities[line.Name].SelectMany(activity => activity.TagObjects).Select(tag => tag.Key))));
    }

    [Fact]
    public async Task Every_tag_is_listed_with_its_values()
    {
        using Measurements measurements = new(ChunkStoreTelemetry.MeterName);
        await StoreTour.TakeAsync(measurements.Observe);

        string[] bounded = ["hoody.operation", "hoody.direction", "hoody.kind", "hoody.presence", "hoody.target"];
        Assert.All(bounded, name => Assert.Equal(
            TelemetryTable.NamesIn(TelemetryTable.Tags.Single(line => line.Names.Contains(name)).Cells[0]).Order(StringComparer.Ordinal),
            TagsOf(measurements.All.Select(measured => measured.Tags.GetValueOrDefault(name) as string).OfType<string>())));
        Assert.Equal(
            TelemetryTable.Instruments.SelectMany(line => TelemetryTable.NamesIn(line.Cells[2]))
                .Concat(TelemetryTable.Activities.SelectMany(line => TelemetryTable.NamesIn(line.Cells[0]))).Distinct().Append(Error).Distinct().Order(StringComparer.Ordinal),
            TelemetryTable.Tags.SelectMany(line => line.Names).Order(StringComparer.Ordinal));
    }

    private static IOrderedEnumerable<string> TagsOf(IEnumerable<string> names) => names.Distinct().Order(StringComparer.Ordinal);

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        ObservableUpDownCounter<long> => "observable up-down counter",
        _ => instrument.GetType().Name,
    };
}
