namespace Hoody.ChunkStore.Conformance;

/// <summary>A backend does not do what every backend has to do.</summary>
public sealed class BrokenContractException : Exception
{
    internal BrokenContractException(string rule, string finding, Exception? innerException = null)
        : base($"The backend breaks the rule '{rule}': {finding}.", innerException) => Rule = rule;

    /// <summary>The <see cref="ContractRule.Name"/> of the rule that it breaks.</summary>
    public string Rule { get; }
}
