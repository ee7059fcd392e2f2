using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>The session that PROTOCOL.md prints: one that differs by a byte is another version of the protocol.</summary>
public sealed class TranscriptTests
{
    [Fact]
    public async Task A_session_is_byte_for_byte_the_one_of_the_document()
    {
        await using BlobStore source = await OpenAsync("00112233445566778899aabbccddeeff");
        await using BlobStore target = await OpenAsync("ffeeddccbbaa99887766554433221100");
        BlobId snapshot = await PutAsync(source);
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        Recorder recorder = new(near);

        Task serving = new VolumeStore(source).ServeTransferAsync(far, new TransferPolicy { AllowPull = true });
        await new VolumeStore(target).ReceiveAsync(recorder, [new TransferRequest(snapshot) { RefName = "copy" }]);
        await serving;

        string actual = Print(recorder);
        string document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "PROTOCOL.md"));
        Assert.Equal(Between(document, "```transcript\n", "```"), actual);
    }

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static async Task<BlobId> PutAsync(BlobStore blobs)
    {
        MemoryVolume volume = MemoryVolume.Of(blobs);
        ModelTree file = new() { Entry = Sample.File("f", "hello\n"), Data = "hello\n"u8.ToArray() };
        return await volume.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory(""), Children = [file] });
    }

    /// <summary>A store whose id is not random.</summary>
    private static async Task<BlobStore> OpenAsync(string id)
    {
        string text = $"hoody-store 1\nid {id}\nhash blake3-256\nchunker {ChunkerProfile.General.Name}\n";
        text += $"checksum {Blake3Hasher.Hash(Encoding.ASCII.GetBytes(text))}\n";
        MemoryBackend backend = new();
        await backend.CreateIfAbsentAsync("FORMAT", new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text)), default);
        return await BlobStore.OpenAsync(backend);
    }

    /// <summary>The two directions: the greetings, and then every want with what answers it.</summary>
    private static string Print(Recorder recorder)
    {
        StringBuilder text = new();
        Queue<byte[]> received = new(recorder.Received());
        foreach (byte[] sent in recorder.Sent())
        {
            Append(text, '>', sent);
            int answers = (FrameType)sent[0] switch
            {
                FrameType.Ask => 2, // Hello and Offer
                FrameType.Want => sent[FrameHead.Size + 2], // the low byte of the count
                _ => 0,
            };
            for (; answers > 0; answers--)
            {
                Append(text, '<', received.Dequeue());
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, char side, byte[] frame) => text.Append(side).Append(' ').Append((FrameType)frame[0]).Append('\n').Append(Hex(frame));

    private static string Hex(ReadOnlySpan<byte> frame)
    {
        StringBuilder text = new();
        for (int at = 0; at < frame.Length; at += 32)
        {
            text.Append("    ").Append(Convert.ToHexStringLower(frame.Slice(at, Math.Min(32, frame.Length - at)))).Append('\n');
        }

        return text.ToString();
    }
}
