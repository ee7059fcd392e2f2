using System.Text.Json;
using System.Text.RegularExpressions;
using Hoody.Sdk.Tests.Fakes;
using Microsoft.Extensions.Configuration;

namespace Hoody.Sdk.Tests;

/// <summary>The samples of the package's readme are those that are compiled and run here.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task The_sample_copies_and_synchronises()
    {
        using ClientFixture fixture = new();
        fixture.Service.Reply(GoldenFile.Read("wire/container-copy.201.json"), System.Net.HttpStatusCode.Created)
            .Reply(ClientFixture.ContainerJson("running"))
            .Reply(GoldenFile.Read("wire/status-logs.200.json"))
            .Reply(ClientFixture.ContainerJson("running"))
            .Reply(GoldenFile.Read("wire/container-sync.200.json"))
            .Reply(ClientFixture.ContainerJson("copying"))
            .Reply(ClientFixture.ContainerJson("running"));

        await RunSampleAsync(fixture.Client);

        Assert.Equal(2, fixture.Service.Sent.Count(sent => sent.Method == "POST"));
    }

    [Fact]
    public void The_sample_is_the_one_of_the_readme()
    {
        string source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadmeTests.cs"));
        string sample = Regex.Match(source, @"#region sample\n(.*?)\n *#endregion", RegexOptions.Singleline).Groups[1].Value;
        string[] lines = [.. sample.Split('\n').Select(line => line.Length > 8 ? line[8..] : "")];
        Assert.Contains(string.Join('\n', lines).Trim(), Block("csharp"), StringComparison.Ordinal);
    }

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
        Assert.Equal(12, settings.Count);
    }

    private static async Task RunSampleAsync(HoodyClient hoody)
    {
        #region sample

        CopyOperation copy = await hoody.Containers.CopyAsync(
            ContainerId.Parse("890abcdef12345678901cdef"),
            new CopyContainerRequest(ProjectId.Parse("67e89abc123def456789abcd")) { Name = "staging-api" });
        Container staging = await copy.WaitForCompletionAsync();

        SyncOperation sync = await hoody.Containers.SyncAsync(staging.Id);
        await sync.WaitForCompletionAsync();

        #endregion
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
