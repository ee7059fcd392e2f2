using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>A pack is damaged, quarantined and healed beside two collectors, one who deletes a ref and one who copies it.</summary>
public sealed class QuarantineScheduleTests
{
    [Fact]
    public void No_schedule_loses_what_was_salvaged_or_healed() =>
        Exploration.AssertSurvives(() => RunAsync(ProtocolRules.All));

    [Fact]
    public void Without_a_second_look_at_the_quarantine_some_schedule_loses_data() =>
        Exploration.AssertLoses(() => RunAsync(ProtocolRules.All with { CollectorLooksAtTheQuarantineAgain = false }), Process.Losses);

    private static async Task RunAsync(ProtocolRules rules)
    {
        MemoryBackend memory = await Process.CreateStoreAsync();
        Process first = await Process.StartAsync(memory, rules);
        await first.CommitTogetherAsync("hit", 1, "beside", 2);
        Process verifier = await Process.StartAsync(memory, rules);
        Process mover = await Process.StartAsync(memory, rules);
        Process copier = await Process.StartAsync(memory, rules);
        Process collector = await Process.StartAsync(memory, rules);
        Process other = await Process.StartAsync(memory, rules);
        await DamageAsync(memory);
        bool isHealed = false;
        await Task.WhenAll(
            Task.Run(async () => isHealed = await verifier.VerifyAsync() && await verifier.CommitAsync("healed", 1)),
            Task.Run(() => mover.DeleteAsync("beside")),
            Task.Run(() => copier.CopyAsync("beside", "copy")),
            Task.Run(() => collector.CollectAsync(2)),
            Task.Run(() => other.CollectAsync(1)));
        if (isHealed)
        {
            await Process.AssertIntactAsync(memory);
        }
    }

    /// <summary>Damages chunk 1 in the pack where both stand, and the pack's footer.</summary>
    private static async Task DamageAsync(MemoryBackend memory)
    {
        foreach (StoredObject pack in await memory.ListAsync(PackName.Prefix, default).ToListAsync().AsTask())
        {
            byte[] content = new byte[pack.LengthBytes];
            await memory.ReadAsync(pack.Name, 0, content, default).AsTask();
            if (BlobId.Compute(BlobKind.Chunk, [1]) == PackRecordHeader.Read(content, pack.Name).Entry.Id)
            {
                content[PackRecordHeader.Size] ^= 1;
                content[^2] ^= 1;
                await memory.DeleteAsync(pack.Name, default).AsTask();
                await memory.CreateIfAbsentAsync(pack.Name, new ReadOnlySequence<byte>(content), default).AsTask();
            }
        }
    }
}
