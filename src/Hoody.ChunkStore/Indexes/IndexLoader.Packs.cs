using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Indexes;

/// <content>Holds what the index knows against a listing of the packs.</content>
internal sealed partial class IndexLoader
{
    /// <summary>What is listed among the packs. Of a pack that the index knew by then the number will do: a large store has tens of thousands of names.</summary>
    private readonly record struct ListedPack(int? Number, string? Name, long LengthBytes);

    private async Task<List<ListedPack>> ListPacksAsync(CancellationToken cancellationToken)
    {
        List<ListedPack> listed = new(index.Packs.Count);
        await foreach (StoredObject pack in backend.ListAsync(PackName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            listed.Add(PackName.TryParse(pack.Name, out Blake3Digest id) && index.Packs.TryGetNumber(id, out int number)
                ? new ListedPack(number, Name: null, pack.LengthBytes)
                : new ListedPack(Number: null, pack.Name, pack.LengthBytes));
        }

        return listed;
    }

    private string NameOf(ListedPack pack) => pack.Name ?? PackName.Of(index.Packs.LineOf(pack.Number!.Value).Id); // it has the one or the other

    private Blake3Digest? IdOf(ListedPack pack) =>
        pack.Number is { } number ? index.Packs.LineOf(number).Id
        : PackName.TryParse(pack.Name!, out Blake3Digest id) ? id // without a number it has its name
        : null;

    /// <summary>Adds the runs. Packs whose entries are here then, and that are listed with their length, are present; the rest is to be read.</summary>
    private List<StoredObject> Confirm(List<ListedPack> listed, List<IndexRun> runs)
    {
        List<StoredObject> unknown = [];
        index.AddRuns(runs, isCovered =>
        {
            foreach (ListedPack pack in listed)
            {
                if (!IsSetAside(pack) && !IsConfirmed(pack, isCovered))
                {
                    unknown.Add(new StoredObject(NameOf(pack), pack.LengthBytes));
                }
            }
        });
        return unknown;
    }

    private bool IsSetAside(ListedPack pack) =>
        (_damaged.Count > 0 && _damaged.ContainsKey(NameOf(pack)))
        || (index.Packs.HasRemoved && IdOf(pack) is { } id && index.Packs.IsRemoved(id));

    // What had no number when it was listed may have one by now: of a run that was loaded since.
    private bool IsConfirmed(ListedPack pack, bool[] isCovered) =>
        (pack.Number is { } number || (IdOf(pack) is { } id && index.Packs.TryGetNumber(id, out number)))
        && index.Packs.Confirm(number, pack.LengthBytes, number < isCovered.Length && isCovered[number]);

    /// <summary>Packs known before the listing and not in it are gone; what was added meanwhile may be missing from it.</summary>
    private void RemoveGone(List<ListedPack> listed, int knownCount)
    {
        bool[] isListed = new bool[index.Packs.Count];
        foreach (ListedPack pack in listed)
        {
            if (pack.Number is { } number)
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

        index.Packs.RetainRemoved(listed.Select(IdOf).OfType<Blake3Digest>());
        if (_damaged.Count > 0)
        {
            HashSet<string> names = [.. listed.Select(NameOf)];
            foreach (string name in _damaged.Keys.Where(name => !names.Contains(name)).ToArray())
            {
                _damaged.Remove(name);
            }
        }
    }
}
