using System.Text;

namespace Hoody.Benchmarks.Measuring;

/// <summary>A table in Markdown with a heading and a sentence or two about what it shows.</summary>
internal sealed class Table(string title, string note, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"Table '{title}' has {columns.Length} columns; a row has {cells.Length} cells.", nameof(cells));
        }

        _rows.Add(cells);
    }

    public void WriteTo(StringBuilder text)
    {
        text.Append("## ").Append(title).Append("\n\n");
        if (note.Length > 0)
        {
            text.Append(note).Append("\n\n");
        }

        AppendRow(text, columns);
        AppendRow(text, [.. columns.Select((_, index) => index == 0 ? "---" : "---:")]);
        foreach (string[] row in _rows)
        {
            AppendRow(text, row);
        }

        text.Append('\n');
    }

    private static void AppendRow(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
