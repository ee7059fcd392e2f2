using System.Globalization;
using System.Text;

namespace Hoody.Volumes.Export;

/// <summary>What an export would do to its directory. Nothing was changed to make it; apply it, or forget it.</summary>
/// <remarks>
/// Made by the export itself, with every change left out. An atomic one makes all anew; its plan says in what the new tree will differ from the old one.
/// What a right or a feature that is missing keeps from being represented shows only in the result of the export.
/// </remarks>
public sealed class ExportPlan
{
    private readonly TreeExporter _exporter;

    internal ExportPlan(TreeExporter exporter, ExportResult expected, ExportSteps steps) =>
        (_exporter, Expected, Steps, StepCount) = (exporter, expected, steps.Listed, steps.Count);

    /// <summary>The directory.</summary>
    public string Directory => _exporter.Directory;

    /// <summary>
    /// What the export would count. Its bytes are those of the files that are made or made anew, without their holes: some of them need not be
    /// written where the file system can share them. Of the names of one file, some may count as another kind of step.
    /// </summary>
    public ExportResult Expected { get; }

    /// <summary>The first steps in the order of the paths, as many as <see cref="ExportOptions.MaxStepsListed"/> says. The root's own is among them.</summary>
    public IReadOnlyList<ExportStep> Steps { get; }

    /// <summary>How many steps there are, the unlisted ones included.</summary>
    public long StepCount { get; }

    /// <summary>Whether the directory equals the tree.</summary>
    public bool IsEmpty => StepCount == 0;

    /// <summary>Exports. What changed in the directory since the plan was made is compared again, and made equal as well.</summary>
    /// <param name="cancellationToken">Cancels the export; running it again completes it.</param>
    /// <returns>What was done, and what could not be represented.</returns>
    /// <exception cref="FileTreeException">The directory, or an entry, cannot be made or changed; it is named. The rest stays as it is.</exception>
    /// <exception cref="ChunkStore.ChunkStoreException">A part of the tree is missing or damaged.</exception>
    public Task<ExportResult> ApplyAsync(CancellationToken cancellationToken = default) => _exporter.ExportAsync(cancellationToken);

    /// <summary>The counts, and a line for each listed step.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Directory}: {Expected.Created} created, {Expected.Replaced} replaced, {Expected.MetadataOnly} metadata only, {Expected.Removed} removed, {Expected.Untouched} kept, {Expected.BytesWritten} bytes");
        foreach (ExportStep step in Steps)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{step.Kind}  {step.Path}");
        }

        return StepCount == Steps.Count
            ? text.ToString()
            : text.AppendLine(CultureInfo.InvariantCulture, $"and {StepCount - Steps.Count} more").ToString();
    }
}
