using System.Text;

namespace Hoody.Benchmarks.Measuring;

/// <summary>What a scenario found: printed, and kept beside the benchmarks when asked for.</summary>
internal sealed class Report(string scenario, Machine machine)
{
    private readonly OtherWork _otherWork = new();
    private readonly List<Table> _tables = [];
    private double? _otherWorkPercent;

    public Table Add(Table table)
    {
        _tables.Add(table);
        return table;
    }

    /// <summary>Says that nothing more will be measured.</summary>
    public void Close() => _otherWorkPercent = _otherWork.Percent();

    /// <summary>The report as Markdown.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append("# ").Append(scenario).Append("\n\n").Append(machine.Description).Append("\n\n");
        if (_otherWorkPercent is { } percent)
        {
            text.Append(null, $"Other programs took {percent:F0} % of the processors meanwhile.\n\n");
        }

        foreach (Table table in _tables)
        {
            table.WriteTo(text);
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Writes <c>benchmarks/results/SCENARIO.MACHINE.md</c> of the checkout that this program was built in.</summary>
    public string Save()
    {
        string directory = Checkout.PathOf("benchmarks", "results");
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"{scenario}.{machine.Name}.md");
        File.WriteAllText(path, ToString());
        return path;
    }
}
