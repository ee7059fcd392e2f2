using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Containers;

/// <summary>What a container uses: the space of its files. No process runs in it, so that there is nothing else to tell.</summary>
internal sealed class ContainerUse(StateContext state, ServerEngines engines)
{
    public async Task<IResult> GetAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        ContainerRow container = await state.RequireContainerAsync(id, caller, cancellationToken);
        DiskUse use = await engines.Of(container).MeasureAsync(container.Id, cancellationToken);
        return ApiResult.Ok("Container stats retrieved successfully", new
        {
            container.Id,
            container.ProjectId,
            Status = container.State,
            Processes = 0,
            Cpu = (object?)null,
            Memory = (object?)null,
            Disk = new { Root = new { Total = use.TotalBytes, Usage = use.UsedBytes } },
            Network = Array.Empty<object>(),
        });
    }
}
