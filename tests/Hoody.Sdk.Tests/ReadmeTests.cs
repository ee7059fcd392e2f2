using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Hoody.Sdk.Tests;

/// <summary>The configuration in the package's readme is read here; its C# is run against a host by the end-to-end tests.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_configuration_is_that_of_the_defaults()
    {
        Dictionary<string, string?> settings = [];
        using JsonDocument json = JsonDocument.Parse(Block("json"));
        Flatten(json.RootElement.GetProperty("Hoody"), "", settings);
        HoodyClientOptions read = new() { ApplicationId = "x" };
        read.Retry.MaxRetries = read.Operations.MaxConsecutivePollFailures = 9;

        HoodyRegistration.Bind(read, new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        HoodyClientOptions defaults = new() { ApplicationId = "my-app/1.2" };
        Assert.Equivalent(defaults, read);
        Assert.Equal(13, settings.Count);
    }

    private static string Block(string language)
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        return Assert.Single(Regex.Matches(readme, $"```{language}\n(.*?)```", RegexOptions.Singleline)).Groups[1].Value;
    }

    private static void Flatten(JsonElement section, string prefix, Dictionary<string, string?> settings)
    {
        foreach (JsonProperty property in section.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten(property.Value, $"{prefix}{property.Name}:", settings);
            }
            else
            {
                settings.Add(prefix + property.Name, property.Value.ToString());
            }
        }
    }
}
