using System.IO.Hashing;
using System.Security.Cryptography;
using Hoody.Benchmarks.Measuring;
using Hoody.Hashing;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>BLAKE3 against copying, other hashes, its own narrower vectors and the official program.</summary>
internal static class HashingScenario
{
    private const string Copy = "memcpy";
    private const string Ours = "BLAKE3";
    private const string Sha256Name = "SHA-256";
    private const string XxHash3Name = "XxHash3";
    private const string BouncyCastle = "BLAKE3 of BouncyCastle";

    private static readonly Dictionary<string, Action<ScenarioOptions, Report>> Parts = new()
    {
        ["one"] = OneInput,
        ["many"] = ManyInputs,
        ["threads"] = Threads,
        ["widths"] = WidthFigures.Measure,
        ["b3sum"] = B3SumComparison.Measure,
    };

    public static void Run(ScenarioOptions options, Report report)
    {
        if (options.Part is { } name && !Parts.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is no part of this scenario. There are: {string.Join(", ", Parts.Keys)}.");
        }

        foreach ((string part, Action<ScenarioOptions, Report> measure) in Parts)
        {
            if (options.Part is null || options.Part == part)
            {
                measure(options, report);
            }
        }
    }

    private static void OneInput(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "One input",
            $"GB/s, one thread, medians of {options.Rounds} interleaved rounds. {BouncyCastle} hashes no more than the first MiB: it is slow.",
            "input", Copy, Ours, $"{Ours} ÷ {Copy}", Sha256Name, XxHash3Name, BouncyCastle));
        foreach (int lengthBytes in new[] { 1 << 10, 4 << 10, 16 << 10, 64 << 10, 1 << 20, 256 << 20 })
        {
            ContestResult result = HashContest(SyntheticInput.Random(lengthBytes)).Run(options.Rounds);
            table.Add(
                Figures.Length(lengthBytes), result.SpeedText(Copy), result.SpeedText(Ours), result.RatioText(Ours, Copy),
                result.SpeedText(Sha256Name), result.SpeedText(XxHash3Name), result.SpeedText(BouncyCastle));
        }
    }

    private static Contest HashContest(byte[] input)
    {
        byte[] copy = new byte[input.Length];
        byte[] digest = new byte[32];
        Org.BouncyCastle.Crypto.Digests.Blake3Digest bouncyCastle = new();
        Contest contest = new();
        contest.Add(Copy, input.Length, () => Copying.Copy(input, copy));
        contest.Add(Ours, input.Length, () => Blake3Hasher.Hash(input).GetHashCode());
        contest.Add(Sha256Name, input.Length, () => SHA256.HashData(input, digest));
        contest.Add(XxHash3Name, input.Length, () => (long)XxHash3.HashToUInt64(input));
        int shortLength = Math.Min(input.Length, 1 << 20);
        contest.Add(BouncyCastle, shortLength, () =>
        {
            bouncyCastle.BlockUpdate(input.AsSpan(0, shortLength));
            return bouncyCastle.DoFinal(digest);
        });
        return contest;
    }

    private static void ManyInputs(ScenarioOptions options, Report report)
    {
        const int BufferLengthBytes = 1 << 20;
        byte[] buffer = SyntheticInput.Random(BufferLengthBytes);
        Table table = report.Add(new Table(
            "Many inputs",
            $"GB/s, one thread, medians of {options.Rounds} interleaved rounds: {Figures.Length(BufferLengthBytes)} as inputs of one length.",
            "inputs", "one at a time", "`HashMany`", "÷ one at a time", "as one input", "`HashMany` ÷ as one input"));
        foreach (int lengthBytes in new[] { 64, 512, 1 << 10, 4 << 10, 8 << 10, 16 << 10, 64 << 10 })
        {
            ByteRange[] inputs = [.. Enumerable.Range(0, BufferLengthBytes / lengthBytes).Select(i => new ByteRange(i * lengthBytes, lengthBytes))];
            Blake3Digest[] digests = new Blake3Digest[inputs.Length];
            Contest contest = new();
            contest.Add("each", BufferLengthBytes, () => HashEach(buffer, inputs, digests));
            contest.Add("many", BufferLengthBytes, () =>
            {
                Blake3Hasher.HashMany(buffer, inputs, digests);
                return digests[^1].GetHashCode();
            });
            contest.Add("whole", BufferLengthBytes, () => Blake3Hasher.Hash(buffer).GetHashCode());
            ContestResult result = contest.Run(options.Rounds);
            table.Add(
                Figures.Length(lengthBytes), result.SpeedText("each"), result.SpeedText("many"), result.RatioText("many", "each"),
                result.SpeedText("whole"), result.RatioText("many", "whole"));
        }
    }

    private static long HashEach(byte[] buffer, ByteRange[] inputs, Blake3Digest[] digests)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            digests[i] = Blake3Hasher.Hash(buffer.AsSpan(inputs[i].Offset, inputs[i].Length));
        }

        return digests[^1].GetHashCode();
    }

    private static void Threads(ScenarioOptions options, Report report)
    {
        Table table = report.Add(new Table(
            "Threads",
            $"GB/s of `Blake3Hasher.Hash(input, maxThreads)`, medians of {options.Rounds} interleaved rounds.",
            "input", "one thread", "two threads", "two ÷ one"));
        foreach (int lengthBytes in new[] { 1 << 20, 16 << 20, 256 << 20 })
        {
            byte[] input = SyntheticInput.Random(lengthBytes);
            Contest contest = new();
            contest.Add("1", lengthBytes, () => Blake3Hasher.Hash(input, maxThreads: 1).GetHashCode());
            contest.Add("2", lengthBytes, () => Blake3Hasher.Hash(input, maxThreads: 2).GetHashCode());
            ContestResult result = contest.Run(options.Rounds);
            table.Add(Figures.Length(lengthBytes), result.SpeedText("1"), result.SpeedText("2"), result.RatioText("2", "1"));
        }
    }
}
