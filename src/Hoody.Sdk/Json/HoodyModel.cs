using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>
/// Something that the service described. A later service may say more than this version of the client knows; that is kept.
/// </summary>
public abstract record HoodyModel
{
    private protected HoodyModel()
    {
    }

    /// <summary>Gets the fields that this version of the client does not know, as they came. Never null.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> AdditionalProperties
    {
        get => UnknownFields ?? (IReadOnlyDictionary<string, JsonElement>)ReadOnlyDictionary<string, JsonElement>.Empty;
        init => UnknownFields = new Dictionary<string, JsonElement>(value ?? ReadOnlyDictionary<string, JsonElement>.Empty);
    }

    // The serialiser fills a dictionary; what callers see must not be changed by them.
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? UnknownFields { get; set; }
}
