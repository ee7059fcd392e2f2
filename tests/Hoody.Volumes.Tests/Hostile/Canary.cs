using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>A directory beside the target that nobody may read or write, and its watch: <c>find</c>, nothing of the code under test.</summary>
/// <remarks>
/// Any change of bytes, names, owners or modes moves the time of the last change. A read moves the time of the last access where it is older than
/// that of the last modification, also on a file system mounted relatime; so it is made older.
/// </remarks>
internal sealed class Canary
{
    /// <summary>What each of its files holds.</summary>
    public static ReadOnlySpan<byte> Content => "tweet\n"u8;

    private const string Names = "find . -maxdepth 1 -printf '%P %i\\n'; ";

    private const string Watch =
        "find canary \\( -type f -printf '%p %y %m %U %G %i %n %s %T@ %C@ %A@\\n' \\) -o -printf '%p %y %m %U %G %i %n %s %T@ %C@ %l\\n'";

    private const string WatchOfShared =
        "find canary -printf '%p %y %m %U %G %i %s %T@ %l\\n'; getfattr -R -d -m - canary; find canary -type f -exec cat {} +";

    private readonly string _parent;
    private readonly string _watch;
    private readonly string _before;

    /// <summary>Makes <c>canary</c> in a directory in which every other name is there already.</summary>
    /// <param name="parent">The directory.</param>
    /// <param name="afterwards">A script for its <c>target</c>.</param>
    /// <param name="isShared">Whether the script gives the canary more names: removing one is a change of the file, and reading it there a read.</param>
    public Canary(string parent, string afterwards = "", bool isShared = false)
    {
        _parent = parent;
        _watch = Names + (isShared ? WatchOfShared : Watch);
        Shell.Run(
            parent,
            "mkdir -p canary/sub canary/inner; for f in file secret sub/file inner/file; do echo tweet > canary/$f; done; ln -s file canary/link; mkfifo canary/pipe; "
            + "chmod 640 canary/file; find canary -type f -exec touch -a -d '@1000000000' {} +");
        Shell.Run(parent, afterwards.Length == 0 ? "" : "cd target; " + afterwards);
        _before = Listing();
    }

    public void AssertUntouched() => Assert.Equal(_before, Listing());

    private string Listing() => Shell.Run(_parent, _watch);
}
