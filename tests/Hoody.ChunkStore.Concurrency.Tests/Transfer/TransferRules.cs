namespace Hoody.ChunkStore.Concurrency.Tests.Transfer;

/// <summary>The rules on which it rests that a transfer loses nothing; the model leaves out one at a time.</summary>
internal sealed record TransferRules
{
    internal static TransferRules All { get; } = new();

    /// <summary>The sender holds a pin from before it says what it has until the receipt.</summary>
    internal bool SenderHoldsAPin { get; init; } = true;

    /// <summary>The receiver holds a pin from before it looks up the first id until the refs are made.</summary>
    internal bool ReceiverHoldsAPin { get; init; } = true;

    /// <summary>What is held is walked all the same, unless the table of closures knows it.</summary>
    internal bool HeldNodesAreWalked { get; init; } = true;

    /// <summary>Refs are made when everything below the roots is there.</summary>
    internal bool RefsGoLast { get; init; } = true;

    /// <summary>A ref is moved from the generation that whoever asked for the transfer saw, and not from the one that is there in the end.</summary>
    internal bool RefsAreCompared { get; init; } = true;

    /// <summary>Those of the two stores.</summary>
    internal ProtocolRules Stores { get; init; } = ProtocolRules.All;
}
