namespace Hoody.ChunkStore;

/// <summary>The backend holds no object of that name.</summary>
public sealed class ObjectNotFoundException : BackendException
{
    /// <summary>Creates the error for the object <paramref name="name"/>.</summary>
    public ObjectNotFoundException(string name)
        : base($"There is no object '{name}'.") => Name = name;

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }
}
