namespace Hoody.Sdk;

/// <summary>Something that a container can be told to do. The service owns the list.</summary>
public readonly record struct ContainerAction
{
    private const int MaxLength = 64;

    private readonly string? _value;

    /// <summary>Makes an action of the service's word for it, 1 to 64 lower-case letters or <c>-</c>.</summary>
    /// <exception cref="ArgumentException">The word is not of that form.</exception>
    public ContainerAction(string value)
    {
        ArgumentNullException.ThrowIfNull(value);

        // A path's segment is made of it.
        _value = value.Length is > 0 and <= MaxLength && value.All(c => char.IsAsciiLetterLower(c) || c == '-')
            ? value
            : throw new ArgumentException($"An action is 1 to {MaxLength} lower-case letters or '-'.", nameof(value));
    }

    /// <summary>Gets the start of a container that is stopped.</summary>
    public static ContainerAction Start { get; } = new("start");

    /// <summary>Gets the orderly end of what runs in a container.</summary>
    public static ContainerAction Stop { get; } = new("stop");

    /// <summary>Gets the end of what runs in a container, without asking it.</summary>
    public static ContainerAction ForceStop { get; } = new("force-stop");

    /// <summary>Gets a stop followed by a start, which has programs see what a sync has brought.</summary>
    public static ContainerAction Restart { get; } = new("restart");

    /// <summary>Gets the freezing of what runs in a container.</summary>
    public static ContainerAction Pause { get; } = new("pause");

    /// <summary>Gets the end of a pause.</summary>
    public static ContainerAction Resume { get; } = new("resume");

    /// <summary>Gets the service's word.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which is no action.</exception>
    public string Value => _value ?? throw new InvalidOperationException("The default ContainerAction is none; use one of its properties.");

    /// <summary>Gets the service's word; empty for the default value.</summary>
    public override string ToString() => _value ?? "";
}
