namespace Hoody.Benchmarks.Calibration;

/// <summary>A folder with one file a version. A file named SOURCES says what they are and is left out.</summary>
internal sealed class Corpus
{
    private readonly string[] _paths;

    public Corpus(string directory)
    {
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        _paths = [.. Directory.GetFiles(directory).Where(path => Path.GetFileName(path) != "SOURCES").Order(StringComparer.Ordinal)];
        LengthBytes = _paths.Sum(path => new FileInfo(path).Length);
        if (LengthBytes == 0)
        {
            throw new ArgumentException($"The corpus folder '{directory}' holds no bytes.");
        }
    }

    public string Name { get; }

    public long LengthBytes { get; }

    public string Title => $"{Name}, {_paths.Length} files, {LengthBytes >> 20} MiB";

    /// <summary>The files one after another: no more than one is in memory.</summary>
    public IEnumerable<byte[]> Files() => _paths.Select(File.ReadAllBytes);
}
