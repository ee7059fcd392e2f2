namespace Hoody.LocalHost.State;

/// <summary>A server that this host plays; its id stays when the host starts again.</summary>
internal sealed class ServerRow
{
    public required string Id { get; init; }

    /// <summary>The id of the rental that the API lists the server under.</summary>
    public required string RentalId { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
