using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Hoody.LocalHost.Http;

/// <summary>The body of an answer other than success.</summary>
internal sealed record ErrorEnvelope(
    [property: JsonPropertyName("statusCode")] int StatusCode,
    string Error,
    string Message,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Data)
{
    public static Task WriteAsync(HttpContext http, ApiException error)
    {
        string phrase = ReasonPhrases.GetReasonPhrase(error.StatusCode);
        ErrorEnvelope body = new(error.StatusCode, error.Error ?? phrase, error.Message, error.Code, error.Payload);
        http.Response.Clear();
        http.Response.StatusCode = error.StatusCode;
        if (error.RetryAfter is { } retryAfter)
        {
            http.Response.Headers.RetryAfter = ((long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (error.StatusCode == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return http.Response.WriteAsJsonAsync(body, WireJson.Options, http.RequestAborted);
    }
}
