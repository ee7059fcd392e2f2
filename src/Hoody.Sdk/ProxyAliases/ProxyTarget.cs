namespace Hoody.Sdk;

/// <summary>
/// What in a container an alias leads to: one of the service's programs, or a port. On the wire these are three fields of which one wins;
/// here they are one value.
/// </summary>
public readonly record struct ProxyTarget
{
    private readonly string? _program;

    private ProxyTarget(string program, int? port, int? index) => (_program, Port, Index) = (program, port, index);

    /// <summary>Gets the program's name; <c>http</c> or <c>https</c> for a port.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which leads nowhere.</exception>
    public string Program => _program ?? throw new InvalidOperationException("This ProxyTarget is the default value and leads nowhere.");

    /// <summary>Gets the port; null for a program.</summary>
    public int? Port { get; }

    /// <summary>Gets which of several instances of the program; null for a port.</summary>
    public int? Index { get; }

    /// <summary>Makes a target of one of the service's programs, such as <c>web</c>.</summary>
    /// <exception cref="ArgumentException">The program has no name, or the index is not 1 or more.</exception>
    public static ProxyTarget Service(string program, int index = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        return new ProxyTarget(program, null, index);
    }

    /// <summary>Makes a target of a port that speaks HTTP.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a port, 1 to 65535.</exception>
    public static ProxyTarget Http(int port) => new("http", RequirePort(port), null);

    /// <summary>Makes a target of a port that speaks HTTPS.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a port, 1 to 65535.</exception>
    public static ProxyTarget Https(int port) => new("https", RequirePort(port), null);

    /// <summary>Gets a short text for people.</summary>
    public override string ToString() => _program is null ? "" : Port is { } port ? $"{_program}:{port}" : $"{_program} #{Index}";

    /// <summary>What an alias of the service leads to; a program with a port in its name is kept as it came.</summary>
    internal static ProxyTarget Of(ProxyAlias alias) => new(alias.Program ?? "", alias.Port, alias.Port is null ? alias.Index : null);

    private static int RequirePort(int port) => port is >= 1 and <= 65535
        ? port
        : throw new ArgumentOutOfRangeException(nameof(port), port, "A port is 1 to 65535.");
}
