using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Hoody.Sdk.Tests.Ids;

public class ResourceIdTests
{
    private const string SomeId = "890abcdef12345678901cdef";

    [Property]
    public Property An_id_is_read_back_from_its_text() => Prop.ForAll(ValidText, text =>
        ContainerId.Parse(text).ToString() == text && ContainerId.Parse(text) == new ContainerId(text));

    [Property]
    public Property An_id_survives_json() => Prop.ForAll(ValidText, text =>
        JsonSerializer.Deserialize<ContainerId>(JsonSerializer.Serialize(new ContainerId(text))).Value == text);

    [Property]
    public bool Whatever_is_accepted_is_unchanged_by_a_url(string? text) =>
        !ContainerId.TryParse(text, out ContainerId id) || Uri.EscapeDataString(id.Value) == id.Value;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a?b")]
    [InlineData("a\r\nb")]
    [InlineData("é")]
    public void Text_that_could_leave_its_path_segment_is_refused(string text)
    {
        Assert.False(ProjectId.TryParse(text, out ProjectId id));
        Assert.True(id.IsDefault);
        Assert.Throws<FormatException>(() => ProjectId.Parse(text));
        Assert.Throws<ArgumentException>(() => new ProjectId(text));
    }

    [Fact]
    public void An_id_has_at_most_128_characters()
    {
        Assert.True(ServerId.TryParse(new string('a', 128), out _));
        Assert.False(ServerId.TryParse(new string('a', 129), out _));
    }

    [Fact]
    public void A_refusal_does_not_repeat_the_text()
    {
        FormatException error = Assert.Throws<FormatException>(() => ContainerId.Parse("hdy_secret.token"));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_id_throws_when_used()
    {
        Assert.Throws<InvalidOperationException>(() => default(ContainerId).Value);
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(default(ContainerId)));
        Assert.Equal("", default(ContainerId).ToString());
    }

    [Fact]
    public void An_id_of_a_number_is_malformed_json() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ContainerId>("12"));

    [Fact]
    public void Null_is_no_id_unless_the_id_may_be_absent()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ContainerId>("null"));
        Assert.Null(JsonSerializer.Deserialize<ContainerId?>("null"));
    }

    [Fact]
    public void Generic_parsing_needs_no_culture() =>
        Assert.Equal(SomeId, ParseGenerically<ContainerId>(SomeId).Value);

    private static Arbitrary<string> ValidText =>
        Gen.Elements("abcXYZ0189_-".ToCharArray()).NonEmptyListOf().Where(c => c.Count <= 128).Select(c => string.Concat(c)).ToArbitrary();

    private static T ParseGenerically<T>(string text) where T : ISpanParsable<T> => T.Parse(text, null);
}
