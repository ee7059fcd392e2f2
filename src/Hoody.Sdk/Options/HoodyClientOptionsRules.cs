using System.Net.Http.Headers;

namespace Hoody.Sdk;

/// <summary>What options must satisfy, whoever made them: code, configuration or the environment.</summary>
internal static class HoodyClientOptionsRules
{
    private const int MaxApplicationIdLength = 256;
    private const int MaxRealmLength = 63; // one label of a host name, RFC 1035 section 2.3.4

    // A CancellationTokenSource takes no longer delay.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Lists what is wrong, each entry naming its option; never a value that may be secret.</summary>
    public static IReadOnlyList<string> FindProblems(HoodyClientOptions options, bool hasCredential)
    {
        List<string> problems = [];
        CheckAddress(options, problems);
        if (!hasCredential && !HoodyCredential.IsToken(options.Token))
        {
            problems.Add(options.Token is null
                ? "Token: missing. Set it, or the variable HOODY_TOKEN, or give a HoodyCredential."
                : "Token: must be visible ASCII characters without spaces.");
        }

        if (options.ApplicationId is { } id && (id.Length > MaxApplicationIdLength || !ProductInfoHeaderValue.TryParse(id, out _)))
        {
            problems.Add($"ApplicationId: must be a product such as my-app/1.2, up to {MaxApplicationIdLength} characters.");
        }

        CheckTimes(options, problems);
        return problems;
    }

    public static bool IsRealm(string realm) =>
        realm.Length is > 0 and <= MaxRealmLength && realm.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>A realm is a subdomain, so the host must be a name that can have one.</summary>
    public static bool CanHaveRealm(Uri baseAddress) =>
        baseAddress.HostNameType == UriHostNameType.Dns && baseAddress.Host.Contains('.', StringComparison.Ordinal);

    private static void CheckAddress(HoodyClientOptions options, List<string> problems)
    {
        Uri? address = options.BaseAddress;
        if (address is null || !address.IsAbsoluteUri || address.Scheme is not ("https" or "http"))
        {
            problems.Add("BaseAddress: must be an absolute http or https address.");
            return;
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            problems.Add("BaseAddress: must have no user info, query or fragment.");
        }

        if (options.Realm is { } realm && !(IsRealm(realm) && CanHaveRealm(address)))
        {
            problems.Add("Realm: must be letters, digits or '-', and BaseAddress must be a host name with a domain.");
        }
    }

    private static void CheckTimes(HoodyClientOptions options, List<string> problems)
    {
        CheckSpan("AttemptTimeout", options.AttemptTimeout, isZeroAllowed: false, problems);
        CheckSpan("TotalTimeout", options.TotalTimeout ?? MaxTimeout, isZeroAllowed: false, problems);
        CheckSpan("Retry.BaseDelay", options.Retry.BaseDelay, isZeroAllowed: true, problems);
        CheckSpan("Retry.MaxDelay", options.Retry.MaxDelay, isZeroAllowed: true, problems);
        CheckSpan("Retry.MaxRetryAfter", options.Retry.MaxRetryAfter, isZeroAllowed: true, problems);
        CheckSpan("Operations.InitialPollInterval", options.Operations.InitialPollInterval, isZeroAllowed: false, problems);
        CheckSpan("Operations.MaxPollInterval", options.Operations.MaxPollInterval, isZeroAllowed: false, problems);
        CheckSpan("Operations.SyncGracePeriod", options.Operations.SyncGracePeriod, isZeroAllowed: true, problems);
        CheckCount("Retry.MaxRetries", options.Retry.MaxRetries, 10, problems);
        CheckCount("Operations.MaxConsecutivePollFailures", options.Operations.MaxConsecutivePollFailures, 100, problems);
        if (options.TimeProvider is null)
        {
            problems.Add("TimeProvider: must not be null.");
        }
    }

    private static void CheckSpan(string name, TimeSpan value, bool isZeroAllowed, List<string> problems)
    {
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !isZeroAllowed) || value > MaxTimeout)
        {
            problems.Add($"{name}: must be {(isZeroAllowed ? "zero or more" : "more than zero")} and at most 24 days.");
        }
    }

    private static void CheckCount(string name, int value, int max, List<string> problems)
    {
        if (value < 0 || value > max)
        {
            problems.Add($"{name}: must be 0 to {max}.");
        }
    }
}
