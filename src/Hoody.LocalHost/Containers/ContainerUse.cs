using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Containers;

/// <summary>What a container uses: the space of its files. No process runs in it, so that there is nothing else to tell.</summary>
internal sealed class ContainerUse(StateContext state, ServerEngines engines)
{
    // Links are not followed: what they lead to is counted where it is, if it is the container's at all.
    private static readonly EnumerationOptions AllFiles = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    public async Task<IResult> GetAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        DirectoryInfo directory = new(engines.Of(container).DirectoryOf(container.Id));
        return ApiResult.Ok("Container stats retrieved successfully", new
        {
            container.Id,
            container.ProjectId,
            Status = container.State,
            Processes = 0,
            Cpu = (object?)null,
            Memory = (object?)null,
            Disk = new { Root = new { Total = Total(directory), Usage = Usage(directory) } },
            Network = Array.Empty<object>(),
        });
    }

    private static long Usage(DirectoryInfo directory) =>
        directory.Exists ? directory.EnumerateFiles("*", AllFiles).Sum(file => file.Length) : 0;

    private static long Total(DirectoryInfo directory) => new DriveInfo(directory.FullName).TotalSize;
}
