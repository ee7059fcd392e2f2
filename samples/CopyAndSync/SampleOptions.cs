namespace CopyAndSync;

/// <summary>The command line of the sample.</summary>
internal sealed record SampleOptions(string Source, bool Keep)
{
    public const string Usage =
        """
        Usage: dotnet run --project samples/CopyAndSync [-- --source DIR] [--keep]

          --source DIR  make the container from this directory (default: the running .NET runtime's own)
          --keep        leave the host's data where it is and print the place
        """;

    /// <returns>Null when the arguments are not understood; <paramref name="error"/> then says what is wrong.</returns>
    public static SampleOptions? Parse(IReadOnlyList<string> arguments, out string? error)
    {
        string source = System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
        bool keep = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--keep":
                    keep = true;
                    break;
                case "--source" when i + 1 < arguments.Count:
                    source = arguments[++i];
                    break;
                default:
                    error = $"'{arguments[i]}' is not an option, or lacks its value.";
                    return null;
            }
        }

        error = Directory.Exists(source) ? null : $"'{source}' is not a directory. Give --source a directory to copy.";
        return error is null ? new SampleOptions(Path.GetFullPath(source), keep) : null;
    }
}
