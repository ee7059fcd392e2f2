namespace Hoody.Volumes.StatCaching;

/// <summary>Tells one start of the machine from the others.</summary>
internal static class MachineStart
{
    private const string Path = "/proc/sys/kernel/random/boot_id";

    /// <summary>The number that the system drew when it started; null where it does not say.</summary>
    public static Guid? Id { get; } = Read();

    private static Guid? Read()
    {
        try
        {
            return Guid.TryParse(File.ReadAllText(Path), out Guid id) && id != Guid.Empty ? id : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
