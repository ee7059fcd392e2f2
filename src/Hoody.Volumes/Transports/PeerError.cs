namespace Hoody.Volumes.Transports;

/// <summary>Why a peer could not be talked to.</summary>
public enum PeerError
{
    /// <summary>Nothing answers at the address, its name is not known, or the connection ended while it was asked.</summary>
    Unreachable,

    /// <summary>The address is none of those that are allowed for the peer, or it would be reached unencrypted. Nothing was sent there.</summary>
    AddressNotAllowed,

    /// <summary>The peer's certificate is not the one that is pinned, or not valid. No request was sent.</summary>
    CertificateRejected,

    /// <summary>The peer does not accept the token.</summary>
    Unauthorized,

    /// <summary>The peer knows its caller and answered with an error.</summary>
    Refused,

    /// <summary>What answers is not a peer: it redirects, or speaks another version of HTTP or another media type.</summary>
    NotAPeer,

    /// <summary>The peer did not answer in time.</summary>
    NoAnswer,

    /// <summary>The process that was to be the peer could not be started, or ended with an error.</summary>
    ProcessFailed,
}
