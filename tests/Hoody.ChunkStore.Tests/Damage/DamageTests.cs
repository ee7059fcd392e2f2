using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>Whatever becomes of one object of a store, a full verification names it, no wrong byte is returned, and all else is read as before.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    private readonly record struct Case(string Description, string[] Names, Action<SortedDictionary<string, byte[]>> Damage);

    [Fact]
    public async Task The_store_that_is_damaged_has_every_kind_of_object_and_every_codec()
    {
        FullStore full = await FullStore.CreateAsync();
        string[] prefixes = [StoreFormat.ObjectName, PackName.Prefix, IndexName.Prefix, RefName.Prefix, LeaseName.Prefix, EpochRecord.Prefix, QuarantineRecord.Prefix, VerificationTable.Prefix, ClosureTable.Prefix,
            PackReferences.ObjectPrefix];
        Assert.All(prefixes, prefix => Assert.Contains(full.Objects.Keys, name => name.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.All(full.Objects.Keys, name => Assert.Contains(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        MemoryBackend backend = await BackendContent.ToBackendAsync(full.Objects);
        HashSet<BlobCodec> codecs = [];
        foreach ((string name, byte[] content) in full.Objects.Where(found => found.Key.StartsWith(PackName.Prefix, StringComparison.Ordinal)))
        {
            codecs.UnionWith((await PackReader.ReadDirectoryAsync(backend, new StoredObject(name, content.Length), default)).Entries.Select(entry => entry.Codec));
        }

        Assert.Equal(Enum.GetValues<BlobCodec>(), codecs.Order());
    }

    [Fact]
    public Task Every_flipped_byte() => AssertAllFoundAsync(objects => objects.SelectMany(found => Enumerable.Range(0, found.Value.Length * 8)
        .Where(bit => LongForm.IsAsked || bit % 8 == bit / 8 % 8)
        .Select(bit => new Case($"bit {bit % 8} of byte {bit / 8} of '{found.Key}'", [found.Key], damaged => damaged[found.Key][bit / 8] ^= (byte)(1 << (bit % 8))))));

    [Fact]
    public Task Every_truncation() => AssertAllFoundAsync(objects => objects.SelectMany(found => Enumerable.Range(0, found.Value.Length)
        .Select(length => new Case($"'{found.Key}' cut to {length} bytes", [found.Key], damaged => damaged[found.Key] = damaged[found.Key][..length]))));

    [Fact]
    public Task Every_extension_and_every_zeroed_range() => AssertAllFoundAsync(objects => objects.SelectMany(found =>
        ((int[])[1, 7, 48, 5000]).SelectMany(length => (Case[])
        [
            new($"'{found.Key}' and {length} zeros", [found.Key], damaged => damaged[found.Key] = [.. damaged[found.Key], .. new byte[length]]),
            new($"'{found.Key}' and {length} bytes", [found.Key], damaged => damaged[found.Key] = [.. damaged[found.Key], .. StoreFixture.Bytes(length, length)]),
            new($"{length} bytes and '{found.Key}'", [found.Key], damaged => damaged[found.Key] = [.. StoreFixture.Bytes(length, length), .. damaged[found.Key]]),
        ])
        .Append(new Case($"'{found.Key}' twice", [found.Key], damaged => damaged[found.Key] = [.. damaged[found.Key], .. damaged[found.Key]]))
        .Concat(Enumerable.Range(0, found.Value.Length / 16)
            .Where(block => found.Value.AsSpan(block * 16, 16).ContainsAnyExcept((byte)0))
            .Select(block => new Case($"16 zeros in '{found.Key}' at {block * 16}", [found.Key], damaged => damaged[found.Key].AsSpan(block * 16, 16).Clear())))));

    [Fact]
    public Task Every_two_objects_that_have_changed_places() => AssertAllFoundAsync(objects =>
        from first in objects.Keys
        from second in objects.Keys
        where string.CompareOrdinal(first, second) < 0
        select new Case($"'{first}' in the place of '{second}' and the other way round", [first, second], damaged =>
            (damaged[first], damaged[second]) = (damaged[second], damaged[first])));

    [Fact]
    public async Task Two_records_of_one_pack_that_have_changed_places()
    {
        // Of one length, so that the directory fits them as well as before.
        int recordLength = PackRecordHeader.Size + FullStore.PairLength;
        FullStore full = await FullStore.CreateAsync();
        HashSet<string> packs = full.Blobs.Values.First(blob => blob.Plain.SequenceEqual(FullStore.Pair[1])).Packs;
        string name = Assert.Single(packs);
        Case swap = new($"two records of '{name}'", [name], damaged =>
        {
            byte[] content = damaged[name];
            damaged[name] = [.. content[recordLength..(2 * recordLength)], .. content[..recordLength], .. content[(2 * recordLength)..]];
        });
        Assert.Equal("", await FindFaultAsync(full, swap));
    }

    [Fact]
    public Task Every_two_neighbouring_runs_of_bytes_that_have_changed_places() => AssertAllFoundAsync(objects => objects.SelectMany(found =>
        Enumerable.Range(0, found.Value.Length / 32)
            .Where(pair => !found.Value.AsSpan(pair * 32, 16).SequenceEqual(found.Value.AsSpan((pair * 32) + 16, 16)))
            .Select(pair => new Case($"16 bytes of '{found.Key}' at {pair * 32} and the next 16", [found.Key], damaged =>
            {
                byte[] content = damaged[found.Key];
                damaged[found.Key] = [.. content[..(pair * 32)], .. content[((pair * 32) + 16)..((pair * 32) + 32)], .. content[(pair * 32)..((pair * 32) + 16)], .. content[((pair * 32) + 32)..]];
            }))));

    [Fact]
    public async Task What_cannot_be_read_once_is_read_again_before_it_is_called_damaged()
    {
        FullStore full = await FullStore.CreateAsync();
        HookedBackend backend = new(await BackendContent.ToBackendAsync(full.Objects));
        await using BlobStore store = await BlobStore.OpenAsync(backend, FullStore.Options);
        string[] before = await NamedAsync();
        HashSet<string> small = [.. full.Objects.Keys.Where(name => !name.StartsWith(PackName.Prefix, StringComparison.Ordinal)).Select(OwnerOf)];
        HashSet<string> failed = new(StringComparer.Ordinal);
        backend.Before = (operation, name) => operation == BackendOperation.Read && small.Contains(name) && failed.Add(name)
            ? Task.FromException(new BackendException($"Cannot read '{name}': EIO.")) : Task.CompletedTask;
        Assert.Equal(before, await NamedAsync());
        Assert.Equal(small.Order(StringComparer.Ordinal), failed.Order(StringComparer.Ordinal));

        async Task<string[]> NamedAsync()
        {
            VerificationReport report = await store.FindDamageAsync(isReadOnly: true);
            return [.. report.Objects.Select(found => found.Name), .. report.Packs.Select(pack => pack.Name)];
        }
    }

    private async Task AssertAllFoundAsync(Func<SortedDictionary<string, byte[]>, IEnumerable<Case>> cases)
    {
        FullStore full = await FullStore.CreateAsync();
        Assert.Equal("", await FindFaultAsync(full, new Case("nothing", [], _ => { })));
        int count = 0;
        await Parallel.ForEachAsync(cases(full.Objects), async (damage, _) =>
        {
            Interlocked.Increment(ref count);
            Assert.Equal("", await FindFaultAsync(full, damage));
        });
        output.WriteLine($"{count:N0} damages to {full.Objects.Count} objects of {full.Objects.Values.Sum(content => content.Length):N0} bytes");
        Assert.InRange(count, full.Objects.Count, int.MaxValue);
    }

    /// <summary>What is wrong with how the damage was met; nothing when all is well.</summary>
    private static async Task<string> FindFaultAsync(FullStore full, Case damage)
    {
        SortedDictionary<string, byte[]> objects = new(full.Objects, StringComparer.Ordinal);
        foreach (string name in damage.Names)
        {
            objects[name] = [.. objects[name]];
        }

        damage.Damage(objects);
        MemoryBackend backend = await BackendContent.ToBackendAsync(objects);
        try
        {
            await using BlobStore store = await BlobStore.OpenAsync(backend, FullStore.Options);
            string fault = await ReadAsync(full, store, damage);
            return fault.Length > 0 ? fault : await VerifyAsync(store, damage);
        }
        catch (ChunkStoreException exception) when (exception is CorruptDataException or UnsupportedFormatException && damage.Names.Any(IsNeededToOpen))
        {
            return "";
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return $"{damage.Description}: {exception}";
        }
    }

    // What a store is, and how its collections stand: without them nothing else is to be believed.
    private static bool IsNeededToOpen(string name) => name == StoreFormat.ObjectName || name.StartsWith(EpochRecord.Prefix, StringComparison.Ordinal);

    private static async Task<string> ReadAsync(FullStore full, BlobStore store, Case damage)
    {
        foreach ((BlobId id, (BlobKind kind, byte[] plain, HashSet<string> packs)) in full.Blobs)
        {
            try
            {
                if (!(await store.ReadAsync(id, kind)).SequenceEqual(plain))
                {
                    return $"{damage.Description}: wrong bytes of {id}";
                }
            }
            catch (ChunkStoreException exception) when (exception is CorruptDataException or BlobNotFoundException && packs.IsSubsetOf(damage.Names))
            {
                continue; // no pack is left that has it
            }
        }

        foreach ((string name, BlobId target) in full.Refs)
        {
            try
            {
                if ((await store.Refs.GetAsync(name))?.Target != target)
                {
                    return $"{damage.Description}: ref '{name}' points elsewhere";
                }
            }
            catch (ChunkStoreException exception) when (
                exception is CorruptDataException or UnsupportedFormatException && damage.Names.Any(damaged => damaged.StartsWith(RefName.GenerationsOf(name), StringComparison.Ordinal)))
            {
                continue;
            }
        }

        return "";
    }

    private static async Task<string> VerifyAsync(BlobStore store, Case damage)
    {
        VerificationReport report = await store.FindDamageAsync(isReadOnly: true);
        HashSet<string> named =
        [
            .. report.Objects.Select(found => found.Name),
            .. report.Packs.Where(pack => pack.Reason != "for a test").Select(pack => pack.Name),
            .. report.Blobs.Select(blob => blob.Pack).OfType<string>(),
        ];
        string? missed = damage.Names.Select(OwnerOf).FirstOrDefault(name => !named.Contains(name));
        return missed is null ? "" : $"{damage.Description}: '{missed}' is not among {string.Join(", ", named)}";
    }

    // A part of the index is named by its head.
    private static string OwnerOf(string name) =>
        name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && IndexName.TryParse(name, out Guid run, out _) ? IndexName.Head(run) : name;
}
