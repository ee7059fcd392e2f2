using System.Collections;
using System.Reflection;
using System.Text.Json;
using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Replies;

/// <summary>
/// Replies that break their promises, each a golden file with one thing wrong. Whatever it is, a call gives a model that can be used or
/// throws an exception of the client's own.
/// </summary>
public sealed class HostileReplyTests : IDisposable
{
    // Coprime to what repeats in the files, so that the cuts fall everywhere; each place would take a minute.
    private const int Step = 7;

    private readonly ClientFixture _fixture = new(options => options.Retry.MaxRetries = 0);

    public static TheoryData<string> Files => [.. ReadReplies.All.Keys];

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Every_reply_is_read() => Assert.Equal(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden", "wire"), "*.json").Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith("error-", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ReadReplies.All.Keys.Concat(ReadReplies.Others).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Unchanged_it_is_read(string file) => Assert.Null(await ReadAsync(file, GoldenFile.Read("wire/" + file)));

    [Theory]
    [MemberData(nameof(Files))]
    public Task Any_value_may_be_missing(string file) => TryAllAsync(file, JsonMutants.Removing(GoldenFile.Read("wire/" + file)));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Any_value_may_be_another(string file)
    {
        string json = GoldenFile.Read("wire/" + file);
        string[] values =
        [
            "null", "true", "-1", "1e400", "9223372036854775808", "\"x\"", "\"\\ud83d\\ude00\\u0000\"", "[null]", "{\"a\":[{}]}",
            $"\"{new string('x', 10_000)}\"",
        ];
        foreach (string value in values)
        {
            await TryAllAsync(file, JsonMutants.Replacing(json, value));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public Task Any_text_may_be_half_a_character(string file) =>
        TryAllAsync(file, JsonMutants.Replacing(GoldenFile.Read("wire/" + file), "\"\\ud83d\""), isUsed: false); // JSON as it came is shown by nobody

    [Theory]
    [MemberData(nameof(Files))]
    public async Task One_cut_short_is_never_taken_for_a_whole_one(string file)
    {
        string json = GoldenFile.Read("wire/" + file).Trim();
        for (int length = 1; length < json.Length; length += Step)
        {
            Exception? error = await ReadAsync(file, json[..length]);
            Assert.True(error is HoodySerializationException, $"the first {length} characters: {error?.ToString() ?? "taken for whole"}");
        }
    }

    [Theory]
    [InlineData("status")]
    [InlineData("ramdisk_scope")]
    [InlineData("proxy_permissions_scope")]
    public async Task A_word_that_is_not_known_spoils_nothing(string field)
    {
        _fixture.Service.Reply(ClientFixture.Envelope($$"""{"id":"{{ClientFixture.CopyText}}","{{field}}":"of-a-later-service"}"""));
        Assert.Equal(ClientFixture.Copy, (await _fixture.Client.Containers.GetAsync(ClientFixture.Copy)).Id);
    }

    [Theory]
    [InlineData("""{"\ud83d":1,"data":{"id":"a"}}""")]
    [InlineData("""{"data":{"id":"a","\ud83d":1}}""")]
    [InlineData("""{"data":{"id":"a","operation_id":"\ud83d"}}""")]
    public async Task Text_that_is_half_a_character_is_read_or_refused(string json)
    {
        foreach (string file in new[] { "container-get.200.json", "container-copy.201.json", "container-delete.200.json" })
        {
            Exception? error = await ReadAsync(file, json);
            Assert.True(error is null or HoodySerializationException, $"{file}: {error}");
        }
    }

    [Fact]
    public async Task Json_that_is_nested_without_end_cannot_be_read()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        Exception? error = await ReadAsync("container-get.200.json", ClientFixture.Envelope($$"""{"id":"a","later":{{deep}}}"""));
        Assert.IsType<HoodySerializationException>(error);
    }

    private async Task TryAllAsync(string file, IEnumerable<(string Place, string Json)> mutants, bool isUsed = true)
    {
        foreach ((string place, string json) in mutants)
        {
            Exception? error = await ReadAsync(file, json, isUsed);
            Assert.True(error is null or HoodyException, $"{place} of {json}: {error}");
        }
    }

    private async Task<Exception?> ReadAsync(string file, string json, bool isUsed = true)
    {
        // What follows it is empty, so that a listing whose length was changed comes to an end.
        _fixture.Service.Otherwise = _ => ScriptedHandler.Response(
            System.Net.HttpStatusCode.OK,
            ClientFixture.Envelope("""{"containers":[],"projects":[],"logs":[],"pagination":{"total":0,"totalPages":0} }"""));
        _fixture.Service.Reply(json);
        return await Record.ExceptionAsync(async () =>
        {
            object? read = await ReadReplies.All[file](_fixture.Client);
            Use(isUsed ? read : null, depth: 0);
        });
    }

    /// <summary>Looks at all that a caller can look at; ids that are not set and JSON as it came are left, since they say by throwing what is wrong.</summary>
    private static void Use(object? thing, int depth)
    {
        if (thing is null or string or JsonElement || depth > 5)
        {
            return;
        }

        _ = $"{thing}{thing.GetHashCode()}";
        if (thing is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Use(item, depth + 1);
            }
        }
        else if (thing.GetType() is { IsValueType: false } type && type.Assembly == typeof(HoodyClient).Assembly)
        {
            foreach (PropertyInfo property in type.GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                Use(property.GetValue(thing), depth + 1);
            }
        }
    }
}
