using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>The frames that list roots.</summary>
/// <remarks>
/// Both begin with a count of 1 to 4,096 in two bytes.
/// <code>
/// Ask:    form (1: 1 id, 2 ref of the sender), then the id (32), or the name (length in 2 bytes, ASCII)
/// Offer:  id (32), expected generation (8), name of the receiver's ref (length in 2 bytes, ASCII; empty for none)
/// </code>
/// Specification: PROTOCOL.md, "Ask" and "Offer".
/// </remarks>
internal static class RootFrames
{
    private const byte ById = 1;
    private const byte ByRef = 2;

    /// <summary>Whether a name can be sent: longer ones, and other characters, no ref can have.</summary>
    public static bool CanName(string name) => name.Length <= TransferLimits.MaxRefNameBytes && !name.AsSpan().ContainsAnyExceptInRange(' ', '~');

    public static ReadOnlyMemory<byte> EncodeAsk(IReadOnlyList<TransferRequest> requests)
    {
        PayloadWriter writer = new();
        writer.WriteUInt16(requests.Count);
        foreach (TransferRequest request in requests)
        {
            writer.WriteByte(request.Snapshot is null ? ByRef : ById);
            if (request.Snapshot is { } id)
            {
                writer.WriteId(id);
            }
            else
            {
                writer.WriteText(request.SourceRef);
            }
        }

        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">Not such a list.</exception>
    public static IReadOnlyList<TransferRequest> DecodeAsk(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, FrameType.Ask);
        var requests = new TransferRequest[ReadCount(ref reader)];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = reader.ReadByte() switch
            {
                ById => new TransferRequest(reader.ReadId()),
                ByRef when reader.ReadText(TransferLimits.MaxRefNameBytes) is { Length: > 0 } name => new TransferRequest(name),
                _ => throw reader.Fail($"root {i} is asked for in no known form"),
            };
        }

        reader.ExpectEnd();
        return requests;
    }

    public static ReadOnlyMemory<byte> EncodeOffer(IReadOnlyList<TransferRoot> roots)
    {
        PayloadWriter writer = new();
        writer.WriteUInt16(roots.Count);
        foreach (TransferRoot root in roots)
        {
            writer.WriteId(root.Snapshot);
            writer.WriteInt64(root.ExpectedGeneration);
            writer.WriteText(root.RefName);
        }

        return writer.Written;
    }

    /// <exception cref="TransferProtocolException">Not such a list.</exception>
    public static IReadOnlyList<TransferRoot> DecodeOffer(ReadOnlySpan<byte> payload)
    {
        PayloadReader reader = new(payload, FrameType.Offer);
        var roots = new TransferRoot[ReadCount(ref reader)];
        for (int i = 0; i < roots.Length; i++)
        {
            BlobId id = reader.ReadId();
            long generation = reader.ReadInt64();
            roots[i] = generation >= 0
                ? new TransferRoot(id) { ExpectedGeneration = generation, RefName = reader.ReadText(TransferLimits.MaxRefNameBytes) }
                : throw reader.Fail($"root {i} expects generation {generation}");
        }

        reader.ExpectEnd();
        return roots;
    }

    private static int ReadCount(ref PayloadReader reader)
    {
        int count = reader.ReadUInt16();
        return count is > 0 and <= TransferLimits.MaxRoots ? count : throw reader.Fail($"{count} roots");
    }
}
