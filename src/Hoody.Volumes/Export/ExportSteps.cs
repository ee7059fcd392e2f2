using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Takes down what an export would do, from several threads and in any order; keeps the first steps in the order of the paths. Thread-safe.</summary>
internal sealed class ExportSteps(int maxListed)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<ExportStep> _first = new(Comparer<ExportStep>.Create(
        (left, right) => left.Path.CompareTo(right.Path) is not 0 and int order ? order : left.Kind.CompareTo(right.Kind)));

    /// <summary>How many there are, those that are not kept included.</summary>
    public long Count { get; private set; }

    public IReadOnlyList<ExportStep> Listed => [.. _first];

    public void Add(TreePath path, ExportOutcome outcome)
    {
        if (KindOf(outcome) is not { } kind)
        {
            return;
        }

        lock (_gate)
        {
            Count++;
            _first.Add(new ExportStep(path, kind));
            if (_first.Count > maxListed)
            {
                _first.Remove(_first.Max!); // It has one.
            }
        }
    }

    private static ExportStepKind? KindOf(ExportOutcome outcome) => outcome switch
    {
        ExportOutcome.Created => ExportStepKind.Create,
        ExportOutcome.Replaced => ExportStepKind.Replace,
        ExportOutcome.MetadataOnly => ExportStepKind.SetMetadata,
        ExportOutcome.Removed => ExportStepKind.Remove,
        _ => null,
    };
}
