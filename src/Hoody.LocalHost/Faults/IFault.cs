namespace Hoody.LocalHost.Faults;

/// <summary>Something that goes wrong with one request.</summary>
internal interface IFault
{
    /// <summary>Goes wrong, and has the request handled by <paramref name="next"/> where it is to be.</summary>
    Task RunAsync(HttpContext http, RequestDelegate next, TimeProvider time);
}
