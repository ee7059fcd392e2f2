namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>A clock for which every entry is old, whatever its times.</summary>
internal sealed class FarFuture : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2300, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
