using Hoody.Benchmarks.Scenarios;

namespace Hoody.Benchmarks.Tests.Scenarios;

public class ScenarioOptionsTests
{
    [Fact]
    public void Options_may_come_in_any_order_and_corpora_add_up()
    {
        string directory = Path.GetTempPath();
        ScenarioOptions options = ScenarioOptions.Parse(["--corpus", directory, "--save", "--rounds", "5", "--corpus", directory]);

        Assert.Equal([directory, directory], options.CorpusDirectories);
        Assert.True(options.IsSaved);
        Assert.Equal(5, options.Rounds);
    }

    [Theory]
    [InlineData("--rounds")]
    [InlineData("--rounds", "0")]
    [InlineData("--rounds", "many")]
    [InlineData("--corpus", "/no/such/folder")]
    [InlineData("--fast", "yes")]
    public void What_makes_no_sense_is_named(params string[] arguments)
    {
        ArgumentException problem = Assert.Throws<ArgumentException>(() => ScenarioOptions.Parse(arguments));
        Assert.Contains(arguments[0], problem.Message, StringComparison.Ordinal);
    }
}
