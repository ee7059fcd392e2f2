using System.Globalization;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>The clock that a test host shows: it stands still until a test moves it.</summary>
internal sealed class SettableTime : TimeProvider
{
    public DateTimeOffset Now { get; private set; } = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    /// <summary>The present as the API writes times.</summary>
    public string Wire => Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public void Advance(TimeSpan step) => Now += step;

    public override DateTimeOffset GetUtcNow() => Now;
}
