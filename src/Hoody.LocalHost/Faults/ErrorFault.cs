using Hoody.LocalHost.Http;

namespace Hoody.LocalHost.Faults;

/// <summary>An answer of the API that is not deserved.</summary>
internal sealed class ErrorFault(HostFailure failure) : IFault
{
    public Task RunAsync(HttpContext http, RequestDelegate next, TimeProvider time) =>
        throw new ApiException(failure.StatusCode, failure.Code, failure.Message) { RetryAfter = failure.RetryAfter };
}
