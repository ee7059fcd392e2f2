using System.Text;

namespace Hoody.Volumes.Transports;

/// <summary>The end of what a program writes to its standard error: the reason for its failure is mostly said last.</summary>
internal sealed class ErrorTail(int maxBytes)
{
    private readonly Lock _gate = new();
    private readonly byte[] _kept = new byte[maxBytes];
    private int _length;

    /// <summary>Reads all there is, so that the program is never held up by it.</summary>
    public async Task ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[4 << 10];
        int count;
        while ((count = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            Add(buffer.AsSpan(0, count));
        }
    }

    /// <summary>The text, in one line: it becomes a part of a message.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            string text = Encoding.UTF8.GetString(_kept, 0, _length);
            return string.Create(text.Length, text, static (line, source) =>
            {
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }).Trim();
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            ReadOnlySpan<byte> tail = bytes[^Math.Min(bytes.Length, _kept.Length)..];
            int keep = Math.Min(_length, _kept.Length - tail.Length);
            _kept.AsSpan(_length - keep, keep).CopyTo(_kept);
            tail.CopyTo(_kept.AsSpan(keep));
            _length = keep + tail.Length;
        }
    }
}
