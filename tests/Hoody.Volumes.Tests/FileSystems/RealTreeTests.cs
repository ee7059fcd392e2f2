using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.FileSystems;

/// <summary>Directories that nobody made for a test.</summary>
public sealed class RealTreeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Sources => LongForm.IsAsked ? ["/usr"] : ["/usr/sbin", "/etc"];

    /// <summary>What makes the root of a system in an empty directory, and what installs something there. Only the long form has the network.</summary>
    public static TheoryData<string, string> Systems => LongForm.IsAsked
        ? new()
        {
            {
                "debootstrap --variant=minbase bookworm . > ../debootstrap.log",
                "cp /etc/resolv.conf etc/; export DEBIAN_FRONTEND=noninteractive; chroot . apt-get update -qq; chroot . apt-get install -y -qq --no-install-recommends iputils-ping man-db sudo > /dev/null 2>&1"
            },
        }
        : new()
        {
            {
                "mkdir -p dev usr/bin; cp -a /etc .; cp -a /usr/bin/passwd usr/bin; mknod dev/null c 1 3",
                "mkdir -p usr/share/man; cp -a /usr/sbin usr; cp -a /bin/true usr/bin/sudo; chmod 4755 usr/bin/sudo; cp -a /bin/true usr/bin/ping; setcap cap_net_raw+ep usr/bin/ping; echo changed >> etc/passwd; rm etc/hostname"
            },
        };

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Sources))]
    public async Task A_directory_of_this_machine_goes_there_and_back_whole(string source)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && Directory.Exists(source), $"needs root and {source}");
        await using DiskBackend backend = new(_directory["store"]);
        await using TestStore store = await TestStore.CreateAsync(backend);
        Shell.Run(_directory.Path, $"cp -a {source} source"); // of a copy, as the machine goes on with its own work
        IReadOnlyList<string> before = DirectoryListing.Of(_directory["source"]);

        ImportResult imported = await store.ImportAsync(_directory["source"]);
        ExportResult exported = await store.ExportAsync(imported.Root, _directory["target"]);

        Assert.Empty(imported.Notices);
        Assert.Empty(exported.Notices);
        Assert.Equal(before, DirectoryListing.Of(_directory["target"]));
        Assert.Equal(imported.Root, (await store.ImportAsync(_directory["target"])).Root);
    }

    [SkippableTheory]
    [MemberData(nameof(Systems))]
    public async Task The_root_of_a_system_goes_there_and_back_before_and_after_packages_were_installed(string make, string install)
    {
        string program = make.Split(' ')[0];
        Skip.IfNot(Environment.IsPrivilegedProcess && Tool.Exists(program) && Tool.Exists("setcap"), $"needs root, setcap and {program}");
        string root = _directory.CreateDirectory("root");
        Shell.Run(root, make);
        Shell.Run(root, "mkdir -p srv/shared; setfacl -m u:1001:rwx,d:g:1002:rx srv/shared; setfacl -m u:1001:r etc/shadow; [ -c dev/null ]; [ -u usr/bin/passwd ]");
        await using DiskBackend backend = new(_directory["store"]);
        await using TestStore store = await TestStore.CreateAsync(backend);
        TreeEntry before = (await store.ImportAsync(root)).Root;
        IReadOnlyList<string> listingBefore = DirectoryListing.Of(root);
        await ExportAsync(store, before, listingBefore);

        Shell.Run(root, install);
        Shell.Run(root, "getcap usr/bin/ping | grep -q cap_net_raw; [ -u usr/bin/sudo ]");
        TreeEntry after = (await store.ImportAsync(root)).Root;
        await ExportAsync(store, after, DirectoryListing.Of(root));
        await ExportAsync(store, before, listingBefore);

        Assert.NotEqual(before.ContentOnlyId, after.ContentOnlyId);
        Assert.Equal(before, (await store.ImportAsync(_directory["target"])).Root);
    }

    private async Task ExportAsync(TestStore store, TreeEntry tree, IReadOnlyList<string> listing)
    {
        Assert.Empty((await store.ExportAsync(tree, _directory["target"])).Notices);
        Assert.Equal(listing, DirectoryListing.Of(_directory["target"]));
    }
}
