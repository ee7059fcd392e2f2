using System.Text;
using FsCheck.Xunit;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class EntryNameTests
{
    public static TheoryData<byte[]> UnsafeNames => new(
        [], "."u8.ToArray(), ".."u8.ToArray(), "a/b"u8.ToArray(), "/"u8.ToArray(), "/etc"u8.ToArray(), "a\0"u8.ToArray(), new byte[256]);

    public static TheoryData<byte[]> OddNames => new(
        "..."u8.ToArray(), "..a"u8.ToArray(), " "u8.ToArray(), "\n"u8.ToArray(), "-rf"u8.ToArray(), [0xFF], Enumerable.Repeat((byte)'x', 255).ToArray());

    [Theory]
    [MemberData(nameof(UnsafeNames))]
    public void A_name_that_is_not_one_component_is_refused(byte[] name)
    {
        Assert.False(EntryName.TryCreate(name, out EntryName result));
        Assert.True(result.IsRoot);
        Assert.Throws<ArgumentException>(() => new EntryName(name));
    }

    [Theory]
    [MemberData(nameof(OddNames))]
    public void An_odd_name_is_a_name(byte[] name)
    {
        Assert.True(EntryName.TryCreate(name, out EntryName result));
        Assert.Equal(name, result.Bytes.ToArray());
    }

    [Theory]
    [InlineData("plain é 雪", "plain é 雪")]
    [InlineData("two\nlines\t", @"two\x0alines\x09")]
    [InlineData(@"back\slash", @"back\x5cslash")]
    [InlineData("right\u202Eleft\u2028", @"right\xe2\x80\xaeleft\xe2\x80\xa8")]
    [InlineData("\u0085", @"\xc2\x85")]
    public void A_name_is_shown_without_control_characters(string name, string shown) =>
        Assert.Equal(shown, new EntryName(name).ToString());

    [Fact]
    public void A_byte_that_is_not_text_is_shown_as_its_number() =>
        Assert.Equal(@"a\xff\xc3b", new EntryName([(byte)'a', 0xFF, 0xC3, (byte)'b']).ToString());

    [Fact]
    public void Half_a_surrogate_pair_is_not_a_name() => Assert.ThrowsAny<ArgumentException>(() => new EntryName("\uD800"));

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool Different_names_are_shown_differently(EntryName left, EntryName right) =>
        left == right == (left.ToString() == right.ToString());

    [Property(Arbitrary = [typeof(TreeGenerators)])]
    public bool Names_sort_by_their_bytes(EntryName left, EntryName right) =>
        Math.Sign(left.CompareTo(right)) == Math.Sign(string.CompareOrdinal(
            Encoding.Latin1.GetString(left.Bytes), Encoding.Latin1.GetString(right.Bytes)));
}
