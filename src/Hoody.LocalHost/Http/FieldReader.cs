using System.Text.RegularExpressions;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Http;

/// <summary>The checks that bodies and queries share; each problem is kept, so that one answer names them all.</summary>
internal abstract class FieldReader
{
    private readonly List<ValidationProblem> _problems = [];

    protected IReadOnlyCollection<ValidationProblem> Problems => _problems;

    public void Fail(string name, string message) => _problems.Add(new ValidationProblem("/" + name, message));

    protected string? Check(string name, string? text, int minLength, int maxLength, Regex? pattern)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length < minLength || text.Length > maxLength)
        {
            Fail(name, $"must have {minLength} to {maxLength} characters");
        }
        else if (pattern is not null && !pattern.IsMatch(text))
        {
            Fail(name, $"must match pattern \"{pattern}\"");
        }
        else if (text.Contains('\0'))
        {
            Fail(name, "must not contain NUL");
        }

        return text;
    }

    protected string? CheckId(string name, string? text)
    {
        if (text is not null && !RandomIds.IsResourceId(text))
        {
            Fail(name, "must be 24 lower-case hexadecimal characters");
        }

        return text;
    }

    protected int? CheckRange(string name, int? number, int minimum, int maximum)
    {
        if (number < minimum || number > maximum)
        {
            Fail(name, $"must be from {minimum} to {maximum}");
        }

        return number;
    }
}
