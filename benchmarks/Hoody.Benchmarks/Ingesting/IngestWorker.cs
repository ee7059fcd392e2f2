using Hoody.Benchmarks.Chunking;
using Hoody.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Hoody.Benchmarks.Ingesting;

/// <summary>One thread's window: filled from a file, cut as far as the cuts are certain, hashed, and moved on.</summary>
internal sealed class IngestWorker(FindCut findCut, int maxLengthBytes)
{
    // One longest chunk of reserve: whatever lies before it is certain to be cut in this window.
    private readonly byte[] _window = new byte[(1 << 20) + maxLengthBytes];
    private readonly ByteRange[] _chunks = new ByteRange[256];
    private readonly Blake3Digest[] _digests = new Blake3Digest[256];

    public long Process(string path, Action<Blake3Digest> found)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long count = 0;
        long offset = 0;
        int held = 0;
        while (true)
        {
            int read = Fill(file, offset, held);
            offset += read;
            held += read;
            bool isEnd = held < _window.Length;
            int used = ProcessWindow(held, isEnd, found, ref count);
            _window.AsSpan(used, held - used).CopyTo(_window);
            held -= used;
            if (isEnd)
            {
                return count;
            }
        }
    }

    public long Read(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long offset = 0;
        for (int read; (read = Fill(file, offset, held: 0)) > 0;)
        {
            offset += read;
        }

        return offset;
    }

    private int ProcessWindow(int held, bool isEnd, Action<Blake3Digest> found, ref long count)
    {
        int used = 0;
        int batch = 0;
        while (isEnd ? used < held : held - used >= maxLengthBytes)
        {
            int length = findCut(_window.AsSpan(used, held - used));
            _chunks[batch++] = new ByteRange(used, length);
            used += length;
            if (batch == _chunks.Length)
            {
                count += HashAndLookUp(batch, found);
                batch = 0;
            }
        }

        count += HashAndLookUp(batch, found);
        return used;
    }

    private int HashAndLookUp(int batch, Action<Blake3Digest> found)
    {
        Span<Blake3Digest> digests = _digests.AsSpan(0, batch);
        Blake3Hasher.HashMany(_window, _chunks.AsSpan(0, batch), digests);
        foreach (Blake3Digest digest in digests)
        {
            found(digest);
        }

        return batch;
    }

    /// <summary>Reads until the window is full or the file ends.</summary>
    private int Fill(SafeFileHandle file, long offset, int held)
    {
        int total = 0;
        for (int read; held + total < _window.Length; total += read)
        {
            read = RandomAccess.Read(file, _window.AsSpan(held + total), offset + total);
            if (read == 0)
            {
                break;
            }
        }

        return total;
    }
}
