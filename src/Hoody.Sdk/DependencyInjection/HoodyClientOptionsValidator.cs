using Microsoft.Extensions.Options;

namespace Hoody.Sdk;

/// <summary>Validates the options of one registered client.</summary>
internal sealed class HoodyClientOptionsValidator(string optionsName, bool hasCredential) : IValidateOptions<HoodyClientOptions>
{
    public ValidateOptionsResult Validate(string? name, HoodyClientOptions options)
    {
        if (name != optionsName)
        {
            return ValidateOptionsResult.Skip;
        }

        IReadOnlyList<string> problems = HoodyClientOptionsRules.FindProblems(options, hasCredential);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
