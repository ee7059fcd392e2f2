namespace Hoody.Volumes.Transfer;

/// <summary>What a frame says. Specification: PROTOCOL.md, "Frames".</summary>
internal enum FrameType : byte
{
    /// <summary>Both, first: who speaks, which version, what it is able to do.</summary>
    Hello = 1,

    /// <summary>Receiver, in a pull: which roots it asks for.</summary>
    Ask = 2,

    /// <summary>Sender: the roots that are to be transferred.</summary>
    Offer = 3,

    /// <summary>Receiver: blobs that it lacks.</summary>
    Want = 4,

    /// <summary>Sender: one blob, as it is stored.</summary>
    Blob = 5,

    /// <summary>Sender: how long the blobs of a want are as they are stored.</summary>
    Lengths = 6,

    /// <summary>Receiver, last: everything is durable, and the refs are made.</summary>
    Receipt = 7,

    /// <summary>Either, last: why it ends the session.</summary>
    Error = 8,

    /// <summary>Either: at work, with nothing to say.</summary>
    Alive = 9,
}
