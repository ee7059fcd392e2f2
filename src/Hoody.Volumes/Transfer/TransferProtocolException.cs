namespace Hoody.Volumes.Transfer;

/// <summary>The other side broke the protocol, or the bytes were changed on their way. That transfer has ended, and no other.</summary>
public sealed class TransferProtocolException : TransferException
{
    /// <summary>Creates the error.</summary>
    /// <param name="frame">The frame that broke it.</param>
    /// <param name="detail">What is wrong with it.</param>
    public TransferProtocolException(string frame, string detail)
        : base(TransferError.Protocol, $"The other side broke the transfer protocol: {frame}: {detail}.")
    {
        Frame = frame;
    }

    /// <summary>The frame that broke it.</summary>
    public string Frame { get; }
}
