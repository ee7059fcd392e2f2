using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Servers;

/// <summary>A server in the two forms of the API: the rental that lists it, and the short form inside a container.</summary>
internal static class ServerView
{
    public static object Rental(ServerRow server, int usedContainers, int maxContainers) => new
    {
        Id = server.RentalId,
        RentalStart = server.CreatedAt,
        RentalEnd = (DateTimeOffset?)null,
        HoldDays = 0,
        Status = "active",
        Amount = "0.00",
        SetupFeeCents = 0,
        TotalPaidCents = 0,
        RemainingDays = (int?)null,
        UsageDays = 0,
        ServerId = server.Id,
        PoolId = (string?)null,
        IsFreeTier = false,
        RenewalPricingFrozen = (bool?)null,
        Transaction = (object?)null,
        Server = new
        {
            server.Id,
            server.Name,
            Country = "local",
            Region = "local",
            City = "local",
            Datacenter = "local",
            Model = "Hoody.LocalHost",
            IsVm = false,
            ContainerCapacity = new { Used = usedContainers, Max = maxContainers },
            Specs = new
            {
                Cpu = new { Cores = Environment.ProcessorCount, Threads = Environment.ProcessorCount },
                Ram = new { CapacityGb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30 },
            },
        },
    };

    public static object InContainer(ServerRow server) => new
    {
        server.Name,
        Country = "local",
        CountryName = "Local",
        City = "local",
        Region = "local",
        Datacenter = "local",
        IsFree = false,
        Specs = (object?)null,
        ExpiresAt = (DateTimeOffset?)null,
    };
}
