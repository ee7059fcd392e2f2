using FsCheck.Xunit;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Copies;

public class ContainerLineageTests
{
    [Fact]
    public void Copies_stand_below_their_source_whatever_the_order()
    {
        ContainerLineage lineage = ContainerLineage.Of([Made("dev", "staging"), Made("staging", "production"), Made("production")]);

        LineageNode root = Assert.Single(lineage.Roots);
        Assert.Equal("production", root.Container.Id.Value);
        Assert.Equal(["staging", "dev"], root.EnumerateDescendants().Select(n => n.Container.Id.Value));
        Assert.False(root.IsOrphan);
        Assert.Empty(lineage.Orphans);
    }

    [Fact]
    public void A_copy_whose_source_is_gone_is_an_orphan_and_keeps_its_own_copies()
    {
        ContainerLineage lineage = ContainerLineage.Of([Made("copy", "gone"), Made("copy-of-copy", "copy"), Made("other")]);

        LineageNode orphan = Assert.Single(lineage.Orphans);
        Assert.Equal("copy", orphan.Container.Id.Value);
        Assert.Equal("copy-of-copy", Assert.Single(orphan.Copies).Container.Id.Value);
        Assert.Equal(["copy", "other"], lineage.Roots.Select(n => n.Container.Id.Value));
        Assert.True(lineage.Find(new ContainerId("copy"))!.IsOrphan);
        Assert.Null(lineage.Find(new ContainerId("gone")));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void A_circle_of_sources_is_cut_and_loses_nobody(string sourceOfA)
    {
        ContainerLineage lineage = ContainerLineage.Of([Made("a", sourceOfA), Made("b", "a")]);
        Assert.Equal(["a", "b"], All(lineage).Order());
    }

    [Fact]
    public void A_container_listed_twice_stands_once() =>
        Assert.Single(ContainerLineage.Of([Made("a"), Made("b", "a"), Made("b", "a")]).Roots.Single().Copies);

    [Property]
    public bool Every_container_stands_at_one_place(byte[] sources)
    {
        // Container i says that it was copied from container sources[i]: itself, a later one, or none there at all.
        Container[] containers = [.. sources.Select((source, i) => Made($"{i}", $"{source % (sources.Length + 2)}"))];
        return All(ContainerLineage.Of(containers)).Order().SequenceEqual(containers.Select(c => c.Id.Value).Order());
    }

    [Fact]
    public async Task The_lineage_of_an_account_is_that_of_its_whole_listing()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(GoldenFile.Read("wire/containers-list.200.json"));

        ContainerLineage lineage = await fixture.Client.Containers.GetLineageAsync();

        Assert.Equal(ClientFixture.Copy, Assert.Single(lineage.Find(ClientFixture.Source)!.Copies).Container.Id);
        Assert.Contains("include_expired=true", fixture.Service.Only.Target, StringComparison.Ordinal);
    }

    private static IEnumerable<string> All(ContainerLineage lineage) =>
        lineage.Roots.SelectMany(root => root.EnumerateDescendants().Prepend(root)).Select(node => node.Container.Id.Value);

    private static Container Made(string id, string? source = null) => new()
    {
        Id = new ContainerId(id),
        SourceContainerId = source is null ? null : new ContainerId(source),
    };
}
