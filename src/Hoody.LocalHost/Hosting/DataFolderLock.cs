namespace Hoody.LocalHost.Hosting;

/// <summary>Keeps a second host off a data folder, whichever process it runs in; the operating system lets go of it when the process dies.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="HoodyHostException">Another host has it, or the folder cannot be written.</exception>
    public static DataFolderLock Take(HostFolders folders)
    {
        try
        {
            Directory.CreateDirectory(folders.Data);
            return new DataFolderLock(new FileStream(folders.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HoodyHostException(
                $"The data folder '{folders.Data}' cannot be taken: another host uses it, or it cannot be written. {exception.Message}", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
