using Hoody.ChunkStore.Backends;

namespace Hoody.Testing.Disks;

/// <summary>A disk in memory that remembers what is durable, so that a test can cut its power after every single call.</summary>
/// <remarks>
/// A file's content is durable when the file was fsynced, a name when its directory was. Everything else survives or not, each piece on its own:
/// weaker than ext4, xfs and btrfs promise, so what survives here survives there. Thread-safe.
/// </remarks>
public sealed class SimulatedDisk
{
    /// <summary>Where <see cref="OpenBackend"/> puts the store.</summary>
    public const string StorePath = "/store";

    private const string StagingPath = $"{StorePath}/tmp";

    private readonly List<PendingChange> _pending = [];
    private int _processCount;

    public SimulatedDisk()
        : this(new DirectoryNode(), 0)
    {
    }

    internal SimulatedDisk(DirectoryNode root, int processCount)
    {
        Root = root;
        _processCount = processCount;
    }

    /// <summary>Called after each change and each fsync, while the call that made it waits.</summary>
    public Action<SimulatedDisk>? AfterChange { get; set; }

    public DiskLies Lies { get; set; } = new();

    /// <summary>Asked before each call of any process with its name and path; an error number is what the call ends with, without effect.</summary>
    public Func<string, string, int> FailCall { get; set; } = (_, _) => 0;

    public MissingAbility Lacks { get; set; }

    /// <summary>Whether backends read the index call by call, so that each may fail, and not whole when they open it.</summary>
    public bool ReadsIndexes { get; set; }

    /// <summary>How many bytes all files together may have.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>How many bytes all files together have now.</summary>
    public long OccupiedBytes
    {
        get
        {
            lock (Gate)
            {
                return UsedBytes();
            }
        }
    }

    internal Lock Gate { get; } = new();

    internal DirectoryNode Root { get; }

    /// <summary>The paths of directories that anybody has listed.</summary>
    internal HashSet<string> Listed { get; } = new(StringComparer.Ordinal);

    internal IReadOnlyList<PendingChange> Pending => _pending;

    /// <summary>A process that uses the disk.</summary>
    internal SimulatedProcess Start()
    {
        lock (Gate)
        {
            return new SimulatedProcess(this, ++_processCount);
        }
    }

    /// <summary>A store's backend in a process of its own. It takes the disk for what it is, and reserves nothing.</summary>
    public DiskBackend OpenBackend() => new(
        StorePath, Start(), new DiskBackendOptions { IsTrusted = true, ReserveLengthBytes = 0, MapIndexes = !ReadsIndexes, IndexCacheLengthBytes = 64 << 10 });

    /// <summary>As <see cref="OpenBackend"/>, but it probes the disk, and reserves so much.</summary>
    public DiskBackend OpenCarefulBackend(int reserveLengthBytes) =>
        new(StorePath, Start(), new DiskBackendOptions { ReserveLengthBytes = reserveLengthBytes });

    /// <summary>The same disk after every process was killed: nothing is lost, nothing more is durable.</summary>
    public SimulatedDisk AfterKill()
    {
        lock (Gate)
        {
            Dictionary<DiskNode, DiskNode> copies = new(ReferenceEqualityComparer.Instance);
            Dictionary<PendingChange, PendingChange> changes = new(ReferenceEqualityComparer.Instance);
            SimulatedDisk copy = new(Root.Clone(copies), _processCount) { Lies = Lies, CapacityBytes = CapacityBytes };
            foreach (PendingChange change in _pending)
            {
                PendingChange cloned = change.CloneFor(copies, changes);
                changes.Add(change, cloned);
                copy._pending.Add(cloned);
            }

            return copy;
        }
    }

    /// <summary>The disk after a power cut that took everything it could.</summary>
    public SimulatedDisk AfterWorstPowerCut()
    {
        lock (Gate)
        {
            return new CrashStates(this).Worst().Boot(this);
        }
    }

    /// <summary>Somebody removes a directory of the store with all that is in it, durably.</summary>
    public void RemoveDirectory(string name)
    {
        lock (Gate)
        {
            DirectoryNode store = (DirectoryNode)Root.Entries[StorePath[1..]];
            store.Entries.Remove(name);
            store.Durable.Remove(name);
            _pending.RemoveAll(change => change.Path.StartsWith($"{StorePath}/{name}", StringComparison.Ordinal));
        }
    }

    /// <summary>How many processes have used the disk.</summary>
    public int ProcessCount => _processCount;

    internal static bool IsTemporary(string path) => path.StartsWith(StagingPath, StringComparison.Ordinal);

    internal long UsedBytes() => LengthOf(Root);

    internal void Add(PendingChange change) => _pending.Add(change);

    internal void Sync(DirectoryNode directory)
    {
        // A rename's old name does not go durably without the new one: it is one transaction, and the new name alone may be forced earlier.
        HashSet<PendingChange> made = [.. _pending.Where(change => change.Directory == directory)];
        made.UnionWith([.. made.Select(change => change.NewName).OfType<PendingChange>()]);
        foreach (PendingChange change in _pending.Where(made.Contains))
        {
            change.Apply(change.Directory.Durable);
        }

        _pending.RemoveAll(made.Contains);
    }

    private static long LengthOf(DirectoryNode directory) => directory.Entries.Values.Sum(child => child switch
    {
        FileNode file => file.Current.Length,
        DirectoryNode folder => LengthOf(folder),
        _ => 0L,
    });
}
