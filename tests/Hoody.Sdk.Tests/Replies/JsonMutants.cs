using System.Text.Json.Nodes;

namespace Hoody.Sdk.Tests.Replies;

/// <summary>All the ways to change one value of a JSON text.</summary>
internal static class JsonMutants
{
    private const string Marker = "@replaced@";

    /// <summary>A text for each value below the root, which is replaced there.</summary>
    /// <param name="json">An object.</param>
    /// <param name="replacement">The new value, as it is to be written; it need not be JSON.</param>
    public static IEnumerable<(string Place, string Json)> Replacing(string json, string replacement) => Mutate(json, (parent, key) =>
    {
        if (parent is JsonArray array)
        {
            array[(int)key] = Marker;
        }
        else
        {
            parent[(string)key] = Marker;
        }
    }).Select(mutant => (mutant.Place, mutant.Json.Replace($"\"{Marker}\"", replacement, StringComparison.Ordinal)));

    /// <summary>A text for each value below the root, which is missing there.</summary>
    public static IEnumerable<(string Place, string Json)> Removing(string json) => Mutate(json, (parent, key) =>
    {
        if (parent is JsonArray array)
        {
            array.RemoveAt((int)key);
        }
        else
        {
            ((JsonObject)parent).Remove((string)key);
        }
    });

    private static IEnumerable<(string Place, string Json)> Mutate(string json, Action<JsonNode, object> change)
    {
        foreach (object[] path in Paths(JsonNode.Parse(json), []))
        {
            JsonNode root = JsonNode.Parse(json)!; // an object
            change(path[..^1].Aggregate(root, Step), path[^1]);
            yield return (string.Join('/', path), root.ToJsonString());
        }
    }

    private static JsonNode Step(JsonNode node, object key) => (key is int index ? node[index] : node[(string)key])!; // a path of this text

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] here)
    {
        IEnumerable<(object Key, JsonNode? Value)> children = node switch
        {
            JsonObject fields => fields.Select(field => ((object)field.Key, field.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        return children.SelectMany(child => Paths(child.Value, [.. here, child.Key]).Prepend([.. here, child.Key]));
    }
}
