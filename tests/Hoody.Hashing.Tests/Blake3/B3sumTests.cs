using Hoody.Testing;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>The official program on files, in each of its modes.</summary>
public sealed class B3sumTests : IDisposable
{
    private const string Program = "b3sum";

    private static readonly int[] _lengths = [0, 1, 64, 1024, 1025, 5121, 131_073, 3_000_001];

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void The_program_prints_our_digest()
    {
        foreach (int length in _lengths)
        {
            string file = FileOf(length);
            Assert.Equal(Blake3Hasher.Hash(OfficialInput.Take(length)).ToString(), Run("--no-names", file));
            using FileStream stream = File.OpenRead(file);
            Assert.Equal(Run("--no-names", file), Blake3Hasher.Hash(stream).ToString());
        }
    }

    [SkippableFact]
    public void The_program_prints_our_keyed_digest()
    {
        Skip.IfNot(Tool.Exists(Program), "b3sum is not installed");
        string key = _directory["key"];
        File.WriteAllBytes(key, OfficialInput.Key);
        foreach (int length in _lengths)
        {
            ToolResult result = Tool.Run("sh", "-c", "exec b3sum --keyed --no-names \"$1\" < \"$2\"", "sh", FileOf(length), key);
            Assert.Equal(Blake3Hasher.HashKeyed(OfficialInput.Key, OfficialInput.Take(length)).ToString(), result.Output.Trim());
        }
    }

    [SkippableFact]
    public void The_program_derives_our_key()
    {
        foreach (int length in _lengths)
        {
            Assert.Equal(
                Blake3Hasher.DeriveKey(OfficialInput.Context, OfficialInput.Take(length)).ToString(),
                Run("--no-names", "--derive-key", OfficialInput.Context, FileOf(length)));
        }
    }

    [SkippableFact]
    public void The_program_prints_our_output_of_any_length_and_from_any_offset_of_it()
    {
        using Blake3Hasher hasher = new();
        hasher.Append(OfficialInput.Take(5121));
        string printed = Run("--no-names", "--length", "100000", FileOf(5121));
        byte[] output = new byte[100_000];
        hasher.Finish(output);
        Assert.Equal(printed, Convert.ToHexStringLower(output));

        foreach (int offset in new[] { 1, 63, 64, 65, 4096, 99_999 })
        {
            byte[] rest = new byte[output.Length - offset];
            hasher.Finish(rest, (ulong)offset);
            Assert.Equal(printed[(2 * offset)..], Convert.ToHexStringLower(rest));
        }
    }

    [SkippableFact]
    public void The_program_accepts_a_list_of_our_digests()
    {
        string list = _directory["list"];
        File.WriteAllLines(list, _lengths.Select(length => $"{Blake3Hasher.Hash(OfficialInput.Take(length))}  {FileOf(length)}"));
        Assert.Equal(_lengths.Length, Run("--check", list).Split(": OK").Length - 1);
    }

    private static string Run(params string[] arguments)
    {
        Skip.IfNot(Tool.Exists(Program), "b3sum is not installed");
        ToolResult result = Tool.Run(Program, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Trim();
    }

    private string FileOf(int length)
    {
        string file = _directory[$"{length}.bin"];
        File.WriteAllBytes(file, OfficialInput.Take(length));
        return file;
    }
}
