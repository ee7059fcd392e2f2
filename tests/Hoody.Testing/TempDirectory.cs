namespace Hoody.Testing;

/// <summary>A new empty directory that is removed, with all it holds, when disposed.</summary>
public sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("hoody-test-").FullName;

    public string Path { get; }

    /// <summary>The path of <paramref name="name"/> inside the directory; nothing is created.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string CreateDirectory(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
