namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>A clock for which every entry is young, whatever its times, and however long ago a slow machine has made it.</summary>
internal sealed class FarPast : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
}
