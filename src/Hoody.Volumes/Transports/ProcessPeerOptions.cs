namespace Hoody.Volumes.Transports;

/// <summary>Which program to start as a peer: <c>ssh</c>, for one on another machine.</summary>
public sealed record ProcessPeerOptions
{
    /// <summary>The program. No shell looks at it, nor at its arguments.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, one by one, as the program is to see them. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What to call the peer in messages; null, the default, for the program's name. Arguments are in no message: they may be secret.</summary>
    public string? Name { get; init; }

    /// <summary>How much of what the program writes to its standard error is kept for messages, from its end; 0 to 1 MiB. Default: 8 KiB.</summary>
    public int MaxErrorBytes { get; init; } = 8 << 10;

    /// <summary>How long the program may take to exit once it has closed its output; more than zero, 24 days at most. Default: 5 seconds. Then it is killed.</summary>
    public TimeSpan ExitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of <see cref="ExitTimeout"/>. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal const int MostErrorBytes = 1 << 20;

    /// <exception cref="ArgumentException">A value is out of the range that its property states.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(FileName);
        ArgumentNullException.ThrowIfNull(Arguments);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxErrorBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxErrorBytes, MostErrorBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ExitTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ExitTimeout, HttpPeerOptions.MostTimeout);
    }

    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(FileName)).Append(" = ").Append(FileName);
        return true;
    }
}
