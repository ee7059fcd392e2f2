using System.Text.Json;
using Hoody.LocalHost.Tests.Fixtures;
using Hoody.Testing;
using Microsoft.Data.Sqlite;

namespace Hoody.LocalHost.Tests.Hosting;

/// <summary>State files of earlier versions of the host, kept as the statements that make them, and opened by this one.</summary>
public sealed class SchemaUpgradeTests : IDisposable
{
    /// <summary>The token of the account in state-1.sql, which was made for that file and opens nothing else.</summary>
    private const string TokenOfVersion1 = "hdy_PzaRtW7zfhnCum1sQDWnp-ug714Cusy3utGUnvQLR_k";

    private readonly TempDirectory _folder = new();

    private string StateFile => _folder["host.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Version_1_is_carried_on_with_its_token_and_its_project()
    {
        await MakeAsync("state-1.sql");
        await using HoodyHost host = await HoodyHost.StartAsync(new HoodyHostOptions { DataFolder = _folder.Path });
        using HttpClient http = new() { BaseAddress = host.BaseAddress };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + TokenOfVersion1);

        Assert.Null(host.InitialToken);
        Assert.Contains("from version 1", await http.GetStringAsync("api/v1/projects"), StringComparison.Ordinal);
        using JsonDocument me = JsonDocument.Parse(await http.GetStringAsync("api/v1/auth/tokens/me"));
        JsonElement token = me.RootElement.GetProperty("data").GetProperty("token");
        Assert.Equal(("", "*"), (token.Text("prefix"), token.GetProperty("ip_whitelist")[0].GetString()));
        Assert.True(token.GetProperty("is_enabled").GetBoolean());
    }

    [Fact]
    public async Task Version_1_gets_the_columns_and_indexes_of_a_new_file()
    {
        await MakeAsync("state-1.sql");
        await (await HoodyHost.StartAsync(new HoodyHostOptions { DataFolder = _folder.Path })).DisposeAsync();
        using TempDirectory fresh = new();
        await (await HoodyHost.StartAsync(new HoodyHostOptions { DataFolder = fresh.Path })).DisposeAsync();

        Assert.Equal(await DescribeAsync(fresh["host.db"]), await DescribeAsync(StateFile));
    }

    private async Task MakeAsync(string file)
    {
        await using SqliteConnection connection = new($"Data Source={StateFile};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", file));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Each column with its type and whether it may be null, and each index; a column's default may differ.</summary>
    private static async Task<string[]> DescribeAsync(string path)
    {
        await using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
            UNION ALL SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
            UNION ALL SELECT 'version ' || user_version FROM pragma_user_version;
            """;
        await using SqliteDataReader reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
