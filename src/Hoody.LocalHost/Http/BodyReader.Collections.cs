using System.Text.Json;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Http;

/// <content>Fields that hold several values.</content>
internal sealed partial class BodyReader
{
    private const int MaxRealms = 100;

    /// <summary>A list of realm ids: any number, each of the service's form.</summary>
    public List<string>? RealmIds() =>
        TextList("realm_ids", MaxRealms, RandomIds.IsResourceId, "must be 24 lower-case hexadecimal characters");

    public List<string>? TextList(string name, int maxCount, Func<string, bool> isValid, string rule)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount)
        {
            Fail(name, $"must be a list of at most {maxCount}");
            return null;
        }

        List<string> items = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !isValid(item.GetString()!)) // a string token is not null
            {
                Fail($"{name}/{items.Count}", rule);
                return null;
            }

            items.Add(item.GetString()!); // a string token is not null
        }

        return items;
    }

    /// <summary>The body's fields themselves, or those of the object <paramref name="name"/>, as texts.</summary>
    public Dictionary<string, string>? TextMap(string? name)
    {
        JsonElement? map = name is null ? _root : Find(name);
        if (map is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            Fail(name ?? "", "must be object");
            return null;
        }

        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.String)
            {
                texts.Add(field.Name, field.Value.GetString()!); // a string token is not null
            }
            else
            {
                Fail(name is null ? field.Name : $"{name}/{field.Name}", "must be string");
            }
        }

        return texts;
    }
}
