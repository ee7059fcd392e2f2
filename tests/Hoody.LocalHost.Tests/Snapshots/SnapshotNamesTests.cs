using Hoody.LocalHost.Snapshots;

namespace Hoody.LocalHost.Tests.Snapshots;

public sealed class SnapshotNamesTests
{
    private static readonly DateTimeOffset Now = new(2025, 11, 9, 14, 30, 45, TimeSpan.FromHours(0));

    [Theory]
    [InlineData("before-sync", "before-sync")]
    [InlineData("v1.0.0", "v100")]
    [InlineData("--draft--", "draft--")]
    [InlineData("has space/and ü", "hasspaceand")]
    [InlineData("", "snap-20251109-143045")]
    [InlineData(null, "snap-20251109-143045")]
    [InlineData("...", "snap-20251109-143045")]
    [InlineData("--", "snap-20251109-143045")]
    public void The_alias_is_sanitised_and_the_time_stands_in_for_it(string? alias, string name) =>
        Assert.Equal(name, SnapshotNames.Choose(alias, Now, new HashSet<string>()));

    [Fact]
    public void A_taken_name_gets_the_first_free_number() =>
        Assert.Equal("a-3", SnapshotNames.Choose("a", Now, new HashSet<string> { "a", "a-2", "a-4" }));
}
