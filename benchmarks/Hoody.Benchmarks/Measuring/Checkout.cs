namespace Hoody.Benchmarks.Measuring;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    /// <exception cref="InvalidOperationException">The program lies outside a checkout.</exception>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root(), .. parts]);

    private static string Root()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Hoody.Sdk.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException(
            "Results are saved beside the sources, and programs are built of them; this program lies outside a checkout. Run it inside one.");
    }
}
