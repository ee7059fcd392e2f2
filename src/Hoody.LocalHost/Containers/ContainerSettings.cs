using Hoody.LocalHost.Accounts;
using Hoody.LocalHost.Http;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Containers;

/// <summary>What a create request says about the container itself, with the service's defaults.</summary>
internal sealed record ContainerSettings
{
    private string? Color { get; init; }

    private bool Ai { get; init; }

    private bool HoodyKit { get; init; }

    private bool DevKit { get; init; }

    private bool Kvm { get; init; }

    private bool Autostart { get; init; }

    private bool Ramdisk { get; init; }

    private bool Cache { get; init; }

    private string? Comment { get; init; }

    private Dictionary<string, string> Environment { get; init; } = [];

    private List<string> RealmIds { get; init; } = [];

    public static ContainerSettings Read(BodyReader body)
    {
        bool hoodyKit = body.Flag("hoody_kit") ?? true;

        // Nothing is cached or prepared here: these two are checked, and otherwise passed over.
        body.Flag("cache_image");
        body.Flag("bypass_prespawn");
        return new ContainerSettings
        {
            Color = HexColor.Read(body),
            Ai = body.Flag("ai") ?? true,
            HoodyKit = hoodyKit,
            DevKit = body.Flag("dev_kit") ?? hoodyKit,
            Kvm = ContainerFields.ReadKvm(body) ?? false,
            Autostart = body.Flag("autostart") ?? true,
            Ramdisk = body.Flag("ramdisk") ?? true,
            Cache = body.Flag("cache") ?? true,
            Comment = body.Text("comment", 0, ContainerFields.MaxCommentLength),
            Environment = ContainerFields.ReadEnvironment(body, "environment_vars") ?? [],
            RealmIds = body.RealmIds() ?? [],
        };
    }

    public ContainerRow ToRow(Caller caller, ProjectRow project, ServerRow server, string name, string image, DateTimeOffset now) => new()
    {
        Id = RandomIds.NewResourceId(),
        AccountId = caller.AccountId,
        ProjectId = project.Id,
        ServerId = server.Id,
        Name = name,
        Color = Color ?? HexColor.Random(),
        ContainerImage = image,
        Ai = Ai,
        HoodyKit = HoodyKit,
        DevKit = DevKit,
        Kvm = Kvm,
        Autostart = Autostart,
        Ramdisk = Ramdisk,
        RamdiskScope = "container",
        Cache = Cache,
        State = ContainerState.Creating,
        EnvironmentVariables = Environment,
        Comment = Comment,
        RealmIds = RealmIds,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
