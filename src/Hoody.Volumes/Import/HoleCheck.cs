using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Believes a reported hole only when every byte read from it was zero.</summary>
/// <remarks>File systems have reported freshly written data as holes (openzfs 15526), and a hole so stored would be lost data.</remarks>
internal sealed class HoleCheck(IReadOnlyList<Hole> reported)
{
    private readonly bool[] _isRefuted = new bool[reported.Count];
    private int _next;

    /// <summary>Takes the next bytes of the file, in order and without gaps.</summary>
    public void Examine(long offset, ReadOnlySpan<byte> bytes)
    {
        long end = offset + bytes.Length;
        for (int i = _next; i < reported.Count && reported[i].Offset < end; i++)
        {
            long holeEnd = reported[i].Offset + reported[i].Length;
            int from = (int)(Math.Max(offset, reported[i].Offset) - offset);
            int to = (int)(Math.Min(end, holeEnd) - offset);
            _isRefuted[i] |= bytes[from..to].ContainsAnyExcept((byte)0);
            _next = holeEnd <= end ? i + 1 : i;
        }
    }

    /// <summary>The holes that stood the test in a file that turned out to be <paramref name="length"/> bytes long.</summary>
    public IReadOnlyList<Hole> Confirmed(long length) =>
        reported.Count == 0 ? [] : [.. reported.Where((hole, i) => !_isRefuted[i] && hole.Offset + hole.Length <= length).Take(TreeLimits.MaxHolesPerFile)];
}
