namespace Hoody.Volumes.Import;

/// <summary>Counts an import's work and reports it now and then. Thread-safe.</summary>
internal sealed class ImportMeter(IProgress<ImportProgress>? progress)
{
    /// <summary>Small files between two reports; large ones report with every buffer.</summary>
    private const int FilesPerReport = 256;

    private long _filesFound;
    private long _bytesFound;
    private long _filesRead;
    private long _bytesRead;

    public void FileFound(long length)
    {
        Interlocked.Increment(ref _filesFound);
        Interlocked.Add(ref _bytesFound, length);
    }

    public void BufferRead(int length)
    {
        Interlocked.Add(ref _bytesRead, length);
        Report();
    }

    /// <summary>A file has been read to its end, or need not be read.</summary>
    public void FileDone(long length)
    {
        Interlocked.Add(ref _bytesRead, length);
        if (Interlocked.Increment(ref _filesRead) % FilesPerReport == 0)
        {
            Report();
        }
    }

    public void Report() => progress?.Report(new ImportProgress(
        Interlocked.Read(ref _filesFound), Interlocked.Read(ref _bytesFound), Interlocked.Read(ref _filesRead), Interlocked.Read(ref _bytesRead)));
}
