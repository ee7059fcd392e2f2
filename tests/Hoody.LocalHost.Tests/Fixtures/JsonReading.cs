using System.Text.Json;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>Short names for what tests read out of JSON; a missing key fails the test.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new Xunit.Sdk.XunitException($"'{name}' is null in {json}");

    public static int Number(this JsonElement json, string name) => json.GetProperty(name).GetInt32();

    public static bool IsNull(this JsonElement json, string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null;

    public static string[] Keys(this JsonElement json) =>
        [.. json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];

    public static string[] Texts(this JsonElement json, string list, string name) =>
        [.. json.GetProperty(list).EnumerateArray().Select(element => element.Text(name))];
}
