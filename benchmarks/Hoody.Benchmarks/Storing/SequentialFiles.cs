using Microsoft.Win32.SafeHandles;

namespace Hoody.Benchmarks.Storing;

/// <summary>The baseline of whatever reads files whole.</summary>
internal static class SequentialFiles
{
    /// <summary>Reads files one after the other, 1 MiB at a time, and gives the count of bytes.</summary>
    public static long Read(IEnumerable<string> paths)
    {
        byte[] buffer = new byte[1 << 20];
        long total = 0;
        foreach (string path in paths)
        {
            using SafeFileHandle file = File.OpenHandle(path);
            int read;
            for (long offset = 0; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
            {
                total += read;
            }
        }

        return total;
    }
}
