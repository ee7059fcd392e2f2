using System.Globalization;
using System.Text.Json;

namespace Hoody.LocalHost.Http;

/// <summary>A request's query, read value by value; call <see cref="ThrowIfInvalid"/> once all have been read.</summary>
internal sealed class QueryReader(HttpRequest request) : FieldReader
{
    private const int MaxPageSize = 100;

    public string? Id(string name) => CheckId(name, Raw(name));

    public bool Flag(string name)
    {
        string? text = Raw(name);
        if (text is not (null or "true" or "false"))
        {
            Fail(name, "must be true or false");
        }

        return text == "true";
    }

    /// <summary>A flag of which neither value is the default.</summary>
    public bool? OptionalFlag(string name) => Raw(name) is null ? null : Flag(name);

    /// <summary>A flag that may also be a JSON object with details (the service's <c>runtime</c>).</summary>
    public bool FlagOrJson(string name)
    {
        string? text = Raw(name);
        if (text is null or "true" or "false")
        {
            return text == "true";
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return true;
            }
        }
        catch (JsonException)
        {
            // Reported below, as every other value that is neither a flag nor an object.
        }

        Fail(name, "must be true, false or a JSON object");
        return false;
    }

    public string Choice(string name, string otherwise, params ReadOnlySpan<string> choices)
    {
        string text = Raw(name) ?? otherwise;
        if (!choices.Contains(text))
        {
            Fail(name, $"must be one of: {string.Join(", ", choices!)}");
        }

        return text;
    }

    /// <summary>Reads the four values of a paged list.</summary>
    public PageRequest Page(int defaultLimit, string defaultSort, params ReadOnlySpan<string> sorts) => new(
        Integer("page", 1, 1, int.MaxValue),
        Integer("limit", defaultLimit, 1, MaxPageSize),
        Choice("sort_by", defaultSort, sorts),
        Choice("sort_order", "desc", "asc", "desc") == "desc");

    public void ThrowIfInvalid()
    {
        if (Problems.Count > 0)
        {
            throw ApiErrors.InvalidParameters(Problems);
        }
    }

    public int Integer(string name, int otherwise, int minimum, int maximum)
    {
        if (Raw(name) is not { } text)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            Fail(name, "must be integer");
            return otherwise;
        }

        return CheckRange(name, number, minimum, maximum) ?? otherwise;
    }

    private string? Raw(string name) =>
        request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;
}
