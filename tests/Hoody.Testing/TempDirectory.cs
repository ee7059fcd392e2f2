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
        // Names that are not UTF-8 and directories without permissions are beyond Directory.Delete on this runtime.
        ToolResult result = Tool.Run("rm", "-rf", "--one-file-system", Path);
        if (result.ExitCode != 0)
        {
            throw new IOException($"'{Path}' could not be removed: {result.Error}");
        }
    }
}
