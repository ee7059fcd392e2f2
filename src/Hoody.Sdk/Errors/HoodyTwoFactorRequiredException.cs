namespace Hoody.Sdk;

/// <summary>A login with user name and password is not enough for this account: use a long-lived token of it.</summary>
public sealed class HoodyTwoFactorRequiredException : HoodyException
{
    /// <summary>Makes one.</summary>
    public HoodyTwoFactorRequiredException(string message)
        : base(message)
    {
    }
}
