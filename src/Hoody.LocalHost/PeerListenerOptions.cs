using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Hoody.LocalHost;

/// <summary>Where, and to whom, a host offers its servers to other hosts.</summary>
/// <remarks>
/// Whoever has a token may do on the host's servers what their owner may: read every snapshot in their stores, make containers, remove them. It is for hosts that belong together.
/// </remarks>
public sealed record PeerListenerOptions
{
    /// <summary>Gets the address to listen on. Default: the loopback address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Gets the TCP port; 0, the default, takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Gets the tokens that are accepted, each of 32 visible ASCII characters or more; at least one.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>
    /// Gets the networks that peers may connect from; others are hung up on before a byte is read. Empty, the default, means the loopback
    /// addresses alone.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedClients { get; init; } = [];

    /// <summary>Gets the certificate, with its private key. Null, the default, listens unencrypted, which the loopback address alone may.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Gets how long a connection may be silent before the other host is asked whether it still lives, and how long it may take to say so; 1 second or
    /// more. Default: 15 seconds. What a host held that has gone without a word is let go after twice this time.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    private const int MinTokenLength = 32;

    /// <exception cref="ArgumentException">A value is out of the range that its property states.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepAliveInterval, TimeSpan.FromSeconds(1));
        if (Tokens.Count == 0 || Tokens.Any(token => token.Length < MinTokenLength || token.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw new ArgumentException($"A peer listener needs tokens, each of {MinTokenLength} visible ASCII characters or more.");
        }

        if (Certificate is null && !IPAddress.IsLoopback(Address))
        {
            throw new ArgumentException($"A peer listener on {Address}, which is not the loopback address, needs a certificate.");
        }

        if (Certificate is { HasPrivateKey: false })
        {
            throw new ArgumentException("A peer listener's certificate needs its private key.");
        }
    }

    // The tokens stay out of what a record prints of itself.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Address)).Append(" = ").Append(Address).Append(", ").Append(nameof(Port)).Append(" = ").Append(Port);
        return true;
    }
}
