using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hoody.Sdk;

/// <summary>A server that this account rents: the service lists rentals, each with its machine inside.</summary>
public sealed record Server : HoodyModel
{
    /// <summary>
    /// Gets the machine's id, which requests name as their server; unset, so that its use throws, for a rental without a machine.
    /// </summary>
    [JsonIgnore]
    public ServerId Id => Machine?.Id ?? MachineId ?? default;

    /// <summary>Gets the machine's name, such as <c>node-us</c>.</summary>
    [JsonIgnore]
    public string? Name => Machine?.Name;

    /// <summary>Gets the id of the rental, which is not the id of its machine.</summary>
    [JsonPropertyName("id")]
    public required string RentalId { get; init; }

    /// <summary>Gets the machine's id as the rental gives it.</summary>
    [JsonPropertyName("server_id")]
    public ServerId? MachineId { get; init; }

    /// <summary>Gets the machine; null for a rental that has none.</summary>
    [JsonPropertyName("server")]
    public ServerMachine? Machine { get; init; }

    /// <summary>Gets the pool of servers it belongs to.</summary>
    public string? PoolId { get; init; }

    /// <summary>Gets the state of the rental, in the service's word.</summary>
    public string? Status { get; init; }

    /// <summary>Gets whether it costs nothing.</summary>
    [JsonPropertyName("is_free_tier")]
    public bool? IsFreeTier { get; init; }

    /// <summary>Gets when the rental began.</summary>
    public DateTimeOffset? RentalStart { get; init; }

    /// <summary>Gets when the rental ends.</summary>
    public DateTimeOffset? RentalEnd { get; init; }

    /// <summary>Gets for how many days more it is kept when its rental has ended.</summary>
    public double? HoldDays { get; init; }

    /// <summary>Gets how many days are left.</summary>
    public double? RemainingDays { get; init; }

    /// <summary>Gets how many days have been used.</summary>
    public double? UsageDays { get; init; }

    /// <summary>Gets the price, as the service writes it.</summary>
    public string? Amount { get; init; }

    /// <summary>Gets the price of setting it up, in cents.</summary>
    public long? SetupFeeCents { get; init; }

    /// <summary>Gets what has been paid for it, in cents.</summary>
    public long? TotalPaidCents { get; init; }

    /// <summary>Gets whether its price stays the same when the rental is renewed.</summary>
    public bool? RenewalPricingFrozen { get; init; }

    /// <summary>Gets the payment, as the service tells.</summary>
    public JsonElement? Transaction { get; init; }
}
