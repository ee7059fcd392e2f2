using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Benchmarks.Trees;

/// <summary>What does the strict binary node cost, against the same entries as JSON, the form that several backup programs chose?</summary>
[MemoryDiagnoser]
public class TreeNodeBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private TreeEntry[] _entries = [];
    private JsonEntry[] _jsonEntries = [];
    private byte[] _node = [];
    private byte[] _json = [];

    /// <summary>A common directory, and the largest node.</summary>
    [Params(20, NodeSplit.MaxItems)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        _entries = [.. Enumerable.Range(0, Entries).Select(index => MakeEntry(index, random))];
        _jsonEntries = [.. _entries.Select(JsonEntry.From)];
        _json = JsonSerializer.SerializeToUtf8Bytes(_jsonEntries, JsonEntries.Default.JsonEntryArray);
        TreeNode.Encode(_entries, _output);
        _node = _output.WrittenSpan.ToArray();
    }

    [Benchmark(Baseline = true)]
    public int EncodeJson()
    {
        _output.ResetWrittenCount();
        using Utf8JsonWriter writer = new(_output);
        JsonSerializer.Serialize(writer, _jsonEntries, JsonEntries.Default.JsonEntryArray);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int EncodeNode()
    {
        _output.ResetWrittenCount();
        TreeNode.Encode(_entries, _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public object? DecodeJson() => JsonSerializer.Deserialize(_json, JsonEntries.Default.JsonEntryArray);

    [Benchmark]
    public object DecodeNode() => TreeNode.Decode(_node);

    [Benchmark]
    public BlobId ContentOnlyId() => ContentOnly.OfEntries(_entries);

    private static TreeEntry MakeEntry(int index, Random random)
    {
        byte[] id = new byte[BlobId.LengthBytes];
        random.NextBytes(id);
        return new TreeEntry
        {
            Name = new EntryName($"file-{index:D6}.txt"),
            Type = EntryType.File,
            Mode = 0x1A4,
            UserId = 1000,
            GroupId = 1000,
            ModifiedTime = new UnixTime(1_700_000_000 + random.Next(10_000_000), random.Next(1_000_000_000)),
            Length = random.Next(1, 100_000),
            Content = new FileContent(FileContentKind.SingleChunk, new BlobId(id)),
        };
    }
}

/// <summary>The same facts of a file as plain properties.</summary>
public sealed record JsonEntry(string Name, string Type, int Mode, uint UserId, uint GroupId, string ModifiedTime, long Length, string Content)
{
    internal static JsonEntry From(TreeEntry entry) => new(
        entry.Name.ToString(), entry.Type.ToString(), entry.Mode, entry.UserId, entry.GroupId,
        entry.ModifiedTime.ToString(), entry.Length, entry.Content.Id.ToString());
}

/// <summary>Source-generated, as a library of today would do it.</summary>
[JsonSerializable(typeof(JsonEntry[]))]
internal sealed partial class JsonEntries : JsonSerializerContext;
