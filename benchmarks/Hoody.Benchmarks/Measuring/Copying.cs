namespace Hoody.Benchmarks.Measuring;

/// <summary>The baseline of everything that reads each byte once.</summary>
internal static class Copying
{
    public static long Copy(byte[] source, byte[] target)
    {
        source.CopyTo(target.AsSpan());
        return target[^1];
    }
}
