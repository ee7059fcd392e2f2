namespace CopyAndSync;

/// <summary>The images that the sample's host knows.</summary>
internal static class Images
{
    /// <summary>The directory given on the command line.</summary>
    public const string Source = "source";
}
