using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <content>Holds what the index knows against a listing of the packs.</content>
internal sealed partial class IndexLoader
{
    private async Task<List<(StoredObject Pack, Blake3Digest? Id)>> ListPacksAsync(CancellationToken cancellationToken)
    {
        List<(StoredObject, Blake3Digest?)> listed = [];
        await foreach (StoredObject pack in backend.ListAsync(PackName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            listed.Add((pack, PackName.TryParse(pack.Name, out Blake3Digest id) ? id : null));
        }

        return listed;
    }

    /// <summary>Packs whose entries are here, and that are listed with their length, are present; the rest is to be read.</summary>
    private List<StoredObject> Confirm(List<(StoredObject Pack, Blake3Digest? Id)> listed, List<IndexRun> runs)
    {
        HashSet<int> covered = index.CoveredPacks();
        covered.UnionWith(runs.SelectMany(run => run.PackNumbers));
        List<StoredObject> unknown = [];
        foreach ((StoredObject pack, Blake3Digest? id) in listed)
        {
            if (_damaged.ContainsKey(pack.Name) || (id is { } removed && index.Packs.IsRemoved(removed)))
            {
                continue;
            }

            if (id is not { } known || !index.Packs.TryGetNumber(known, out int number) || !IsConfirmed(number, pack, covered))
            {
                unknown.Add(pack);
            }
        }

        return unknown;
    }

    private bool IsConfirmed(int number, StoredObject pack, HashSet<int> covered)
    {
        PackTable.Line line = index.Packs.LineOf(number);
        bool isPresent = index.Packs[number] != PackStanding.Absent;
        if (line.LengthBytes != pack.LengthBytes)
        {
            index.Packs.SetAbsent(number);
            return false;
        }

        if (!isPresent && covered.Contains(number))
        {
            index.Packs.SetPresent(number, line);
            return true;
        }

        return isPresent;
    }

    /// <summary>Packs known before the listing and not in it are gone; what was added meanwhile may be missing from it.</summary>
    private void RemoveGone(List<(StoredObject Pack, Blake3Digest? Id)> listed, int knownCount)
    {
        bool[] isListed = new bool[index.Packs.Count];
        foreach ((_, Blake3Digest? id) in listed)
        {
            if (id is { } found && index.Packs.TryGetNumber(found, out int number) && number < isListed.Length)
            {
                isListed[number] = true;
            }
        }

        bool isAnyGone = false;
        for (int number = 0; number < knownCount; number++)
        {
            if (index.Packs[number] != PackStanding.Absent && !isListed[number])
            {
                index.Packs.SetAbsent(number);
                isAnyGone = true;
            }
        }

        if (isAnyGone)
        {
            index.ForgetAbsentPacks();
        }

        index.Packs.RetainRemoved(listed.Select(found => found.Id).OfType<Blake3Digest>());
        if (_damaged.Count > 0)
        {
            HashSet<string> names = [.. listed.Select(found => found.Pack.Name)];
            foreach (string name in _damaged.Keys.Where(name => !names.Contains(name)).ToArray())
            {
                _damaged.Remove(name);
            }
        }
    }
}
