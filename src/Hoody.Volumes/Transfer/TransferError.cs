namespace Hoody.Volumes.Transfer;

/// <summary>Why a transfer ended without a result. The numbers are those of the protocol.</summary>
public enum TransferError
{
    /// <summary>One side broke the protocol, or the bytes were changed on their way.</summary>
    Protocol = 1,

    /// <summary>The sides speak no common version, or one needs what the other cannot do.</summary>
    UnsupportedVersion = 2,

    /// <summary>The sender lacks a root, or a part of one.</summary>
    NotFound = 3,

    /// <summary>What the sender has, or sent, is damaged or contradicts itself.</summary>
    Damaged = 4,

    /// <summary>The other side does not allow it.</summary>
    Refused = 5,

    /// <summary>A ref was moved by somebody else. Everything arrived; look at the ref, and run it again.</summary>
    RefConflict = 6,

    /// <summary>A store could not be read or written: a disk is full, or failed.</summary>
    Storage = 7,

    /// <summary>Nothing, or too little, came for longer than the idle timeout.</summary>
    Idle = 8,

    /// <summary>One side cancelled.</summary>
    Cancelled = 9,

    /// <summary>The connection ended before the transfer did.</summary>
    ConnectionLost = 10,

    /// <summary>A tree is beyond what this version transfers.</summary>
    LimitExceeded = 11,

    /// <summary>The other side failed in a way that it does not tell.</summary>
    Other = 12,

    /// <summary>A ref of the sender is not as far as it was when the receiver last took it: its store was set back, or lies. Nothing was taken.</summary>
    WentBack = 13,
}
