namespace Hoody.Sdk;

/// <summary>
/// A proxy alias could not be moved, and its old definition had been deleted by then. <see cref="RestoredAlias"/> says whether it was put back;
/// if not, the name leads nowhere until <see cref="Definition"/> is created again.
/// </summary>
public sealed class ProxyAliasMoveException : HoodyException
{
    /// <summary>Makes one.</summary>
    public ProxyAliasMoveException(
        string message, CreateProxyAliasRequest definition, ProxyAlias? restoredAlias = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Definition = definition;
        RestoredAlias = restoredAlias;
    }

    /// <summary>Gets the alias as it was, ready for <see cref="ProxyAliasesClient.CreateAsync"/>.</summary>
    public CreateProxyAliasRequest Definition { get; }

    /// <summary>Gets the alias that leads to the old container again, with a new id; null when that failed, too.</summary>
    public ProxyAlias? RestoredAlias { get; }
}
