namespace Hoody.Testing;

/// <summary>One measurement of an instrument.</summary>
public sealed record Measured(string Instrument, string? Unit, double Value, IReadOnlyDictionary<string, object?> Tags);
