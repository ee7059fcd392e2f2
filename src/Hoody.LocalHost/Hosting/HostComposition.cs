using System.Net;
using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Containers;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.Faults;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.Jobs;
using Hoody.LocalHost.Networking;
using Hoody.LocalHost.Projects;
using Hoody.LocalHost.ProxyAliases;
using Hoody.LocalHost.Servers;
using Hoody.LocalHost.Snapshots;
using Hoody.LocalHost.State;
using Hoody.Volumes.Transfer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Hoody.LocalHost.Hosting;

/// <summary>Puts the host together: services, pipeline, routes. It reads no configuration but its options: it may run in any process.</summary>
internal static class HostComposition
{
    public static WebApplication Build(HoodyHostOptions options, HostFolders folders)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
            HostLimits.Apply(kestrel.Limits);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging =>
        {
            options.Logging?.Invoke(logging);

            // These events hold the whole URL, and a client that puts its token there is refused only after they were written.
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        AddServices(builder.Services, options, folders);
        AddScheduler(builder.Services, options, folders);

        WebApplication application = builder.Build();
        application.UseMiddleware<ErrorMiddleware>();
        application.UseRouting();
        application.UseMiddleware<FaultMiddleware>();
        application.UseMiddleware<AuthenticationMiddleware>();
        MapRoutes(application);
        return application;
    }

    private static void AddServices(IServiceCollection services, HoodyHostOptions options, HostFolders folders)
    {
        services.AddSingleton(options).AddSingleton(folders).AddSingleton(options.TimeProvider).AddSingleton(new TransferScheduler(options.Transfers));
        services.AddDbContext<StateContext>(state => state.UseSqlite(ConnectionString(folders.StateFile)));
        services.AddSingleton<HostBoot>().AddSingleton<ServerEngines>().AddSingleton<ContainerGates>().AddSingleton<ContainerKeys>();
        services.AddSingleton<FaultScript>().AddSingleton<OperationEnds>().AddSingleton<OperationGauges>().AddSingleton<OperationQueue>().AddSingleton<OperationRunner>();
        services.AddScoped<AccountDirectory>().AddScoped<ProjectDeletion>().AddScoped<OperationRecovery>().AddScoped<SourceCapture>();
        services.AddScoped<ContainerPlacement>().AddScoped<ContainerCreation>().AddScoped<ContainerCopying>().AddScoped<ContainerSyncing>();
        services.AddScoped<ContainerUpdating>().AddScoped<ContainerDeletion>().AddScoped<ContainerPower>().AddScoped<ContainerListing>();
        services.AddScoped<ContainerUse>();
        services.AddScoped<SnapshotListing>().AddScoped<SnapshotTaking>();
        services.AddScoped<IOperationWork, CreateWork>().AddScoped<IOperationWork, CopyWork>().AddScoped<IOperationWork, SyncWork>();
        services.AddScoped<IOperationWork, SnapshotWork>().AddScoped<IOperationWork, RestoreWork>().AddScoped<IOperationWork, DeleteWork>();
    }

    private static void AddScheduler(IServiceCollection services, HoodyHostOptions options, HostFolders folders)
    {
        services.AddQuartz(OperationQueue.Scheduler, quartz =>
        {
            // The scheduler keeps real time whatever clock the API shows: a clock that a test holds still must not hold the jobs. It has
            // a name for that reason: the clock of a nameless one would become that of the whole host.
            quartz.UseTimeProvider(TimeProvider.System).UseDefaultThreadPool(options.MaxConcurrentJobs);
            quartz.UsePersistentStore(store =>
            {
                store.UseSqlite(SqliteFactory.Instance, ConnectionString(folders.JobsFile));
                store.ProvisionSchema();
                store.ConfigureStore(settings => settings.StoreJobDataAsStrings = true);
            });
            quartz.ScheduleJob<HousekeepingJob>(trigger => trigger
                .WithIdentity("housekeeping").WithSimpleSchedule(HousekeepingJob.Interval));
        });
        services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
    }

    private static void MapRoutes(WebApplication application)
    {
        RouteGroupBuilder api = application.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, IdFormatFilter>();
        ProjectRoutes.Map(api);
        ServerRoutes.Map(api);
        ContainerRoutes.Map(api);
        EnvironmentRoutes.Map(api);
        SnapshotRoutes.Map(api);
        FirewallRoutes.Map(api);
        NetworkRoutes.Map(api);
        AliasRoutes.Map(api);
        TokenRoutes.Map(api);

        RouteGroupBuilder local = application.MapGroup("/local/v1").AddEndpointFilter<RouteGroupBuilder, IdFormatFilter>();
        OperationRoutes.Map(local);
    }

    private static string ConnectionString(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,

        // Not pooled: a connection kept open after the host has gone would keep the file in use.
        Pooling = false,
    }.ConnectionString;
}
