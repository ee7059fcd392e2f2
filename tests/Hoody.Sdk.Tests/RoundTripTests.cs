using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Hoody.Sdk.Tests;

/// <summary>A model that is read and written again says all that the service said, known to this version or not.</summary>
public class RoundTripTests
{
    private static readonly Dictionary<string, (string? Part, Func<string, string> RoundTrip)> Models = new()
    {
        ["container-get.200.json"] = (null, Through(HoodyJsonContext.Default.Container)),
        ["container-copy.201.json"] = (null, Through(HoodyJsonContext.Default.Container)),
        ["container-action.200.json"] = (null, Through(HoodyJsonContext.Default.ContainerActionResult)),
        ["container-stats.200.json"] = (null, Through(HoodyJsonContext.Default.ContainerStats)),
        ["snapshot-alias.200.json"] = ("snapshot", Through(HoodyJsonContext.Default.Snapshot)),
        ["project.200.json"] = (null, Through(HoodyJsonContext.Default.Project)),
        ["servers-list.200.json"] = ("0", Through(HoodyJsonContext.Default.Server)),
        ["alias.200.json"] = (null, Through(HoodyJsonContext.Default.ProxyAlias)),
        ["firewall-rules.200.json"] = (null, Through(HoodyJsonContext.Default.FirewallRules)),
        ["network.200.json"] = (null, Through(HoodyJsonContext.Default.NetworkConfiguration)),
        ["env.200.json"] = (null, Through(HoodyJsonContext.Default.EnvironmentChange)),
        ["operation-detail.200.json"] = (null, Through(HoodyJsonContext.Default.ContainerOperationDetail)),
        ["token.200.json"] = (null, Through(HoodyJsonContext.Default.ApiToken)),
    };

    public static TheoryData<string> Files => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_that_was_said_is_lost(string file)
    {
        (string? part, Func<string, string> roundTrip) = Models[file];
        JsonNode data = JsonNode.Parse(GoldenFile.Read("wire/" + file))!["data"]!;
        JsonObject said = (part switch { null => data, "0" => data[0]!, _ => data[part]! }).AsObject();
        said["of_a_later_version"] = JsonNode.Parse("""{"list":[1,null,{"deep":"x"}]}""");

        using JsonDocument before = JsonDocument.Parse(said.ToJsonString());
        using JsonDocument after = JsonDocument.Parse(roundTrip(said.ToJsonString()));

        AssertKept(before.RootElement, after.RootElement, "");
    }

    private static Func<string, string> Through<T>(JsonTypeInfo<T> type) =>
        json => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type)!, type); // no golden file holds a bare null

    /// <summary>All that was said is still said; what was null may be left out, and times may be written in another form.</summary>
    private static void AssertKept(JsonElement before, JsonElement after, string path)
    {
        if (before.ValueKind == JsonValueKind.Object)
        {
            Assert.All(
                before.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null),
                p => AssertKept(p.Value, after.GetProperty(p.Name), $"{path}/{p.Name}"));
        }
        else if (before.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
            Assert.All(before.EnumerateArray().Zip(after.EnumerateArray()), pair => AssertKept(pair.First, pair.Second, $"{path}/*"));
        }
        else
        {
            bool isSame = JsonElement.DeepEquals(before, after)
                || (before.TryGetDateTimeOffset(out DateTimeOffset a) && after.TryGetDateTimeOffset(out DateTimeOffset b) && a == b);
            Assert.True(isSame, path);
        }
    }
}
