namespace Hoody.Testing;

/// <summary>Suites that can always look further have two forms: a short one for every run, a long one when <c>HOODY_LONG_TESTS=1</c> is set.</summary>
public static class LongForm
{
    /// <summary>Whether the long form is asked for.</summary>
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("HOODY_LONG_TESTS") == "1";

    public static int Choose(int shortForm, int longForm) => IsAsked ? longForm : shortForm;
}
