using System.Net;

namespace Hoody.Volumes.Transports;

/// <summary>Where a peer is, and how it and its caller know each other.</summary>
public sealed record HttpPeerOptions
{
    /// <summary>Where the peer listens: <c>https://</c>, host and port. <c>http://</c> is for the loopback address alone.</summary>
    public required Uri Address { get; init; }

    /// <summary>The token that the peer knows its caller by. It is sent to the peer alone, and is in no message.</summary>
    public required string Token { get; init; }

    /// <summary>
    /// SHA-256 of the peer's certificate, as hexadecimal digits. Given, the peer must have this certificate and need not have one that the system
    /// trusts; null, the default, leaves it to the system's trust and the certificate's names.
    /// </summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>
    /// The networks that the peer may be in. A name is resolved once for each connection, and only addresses in here are connected to, so that
    /// nobody's DNS leads inside. Empty, the default, allows the one address that <see cref="Address"/> is written with; a name needs the list.
    /// </summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>How long connecting may take; more than zero, 24 days at most. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take to begin its answer; more than zero, 24 days at most. Default: 30 seconds. A session that is open is not limited by it.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection may be silent before the peer is asked whether it still lives, and how long it may take to say so; 1 second or more.
    /// Default: 15 seconds. A peer that has gone without a word is noticed after twice this time.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock of <see cref="AnswerTimeout"/> and of the certificate's validity. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    // What every timer takes.
    internal static TimeSpan MostTimeout { get; } = TimeSpan.FromDays(24);

    // The token stays out of what a record prints of itself.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Address)).Append(" = ").Append(Address);
        return true;
    }

    /// <exception cref="ArgumentException">A value is out of the range that its property states.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Address);
        ArgumentException.ThrowIfNullOrWhiteSpace(Token);
        ArgumentNullException.ThrowIfNull(AllowedNetworks);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AnswerTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ConnectTimeout, MostTimeout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AnswerTimeout, MostTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepAliveInterval, TimeSpan.FromSeconds(1));
        if (!Address.IsAbsoluteUri || Address is not { PathAndQuery: "/", Fragment: "", UserInfo: "" } || Address.Scheme is not ("https" or "http"))
        {
            throw new ArgumentException("A peer's address is https:// or http://, a host and a port, and nothing else.");
        }

        if (Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException("A peer's token is of visible ASCII characters, without spaces.");
        }

        if (CertificateSha256 is not null && (CertificateSha256.Length != 64 || !CertificateSha256.All(char.IsAsciiHexDigit)))
        {
            throw new ArgumentException($"{nameof(CertificateSha256)} is 64 hexadecimal digits.");
        }

        ValidateHost();
    }

    private void ValidateHost()
    {
        bool isNumeric = IPAddress.TryParse(Address.IdnHost, out IPAddress? address);
        if (!isNumeric && AllowedNetworks.Count == 0)
        {
            throw new ArgumentException($"'{Address.IdnHost}' is a name: {nameof(AllowedNetworks)} has to say where it may lead.");
        }

        if (Address.Scheme == Uri.UriSchemeHttp && isNumeric && !IPAddress.IsLoopback(address!)) // parsed, as isNumeric says
        {
            throw new ArgumentException("A peer that is not on the loopback address is reached by https:// alone.");
        }
    }
}
