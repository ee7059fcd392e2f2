namespace Hoody.LocalHost.Faults;

/// <summary>A connection that breaks before any byte of the answer is sent.</summary>
internal sealed class DropFault : IFault
{
    private readonly bool _isWorkDone;

    private DropFault(bool isWorkDone) => _isWorkDone = isWorkDone;

    public static DropFault BeforeTheWork { get; } = new(isWorkDone: false);

    public static DropFault AfterTheWork { get; } = new(isWorkDone: true);

    public async Task RunAsync(HttpContext http, RequestDelegate next, TimeProvider time)
    {
        try
        {
            if (_isWorkDone)
            {
                // Written to nowhere: a client that had part of the answer would know that the work was done.
                http.Response.Body = Stream.Null;
                await next(http);
            }
        }
        finally
        {
            http.Abort();
        }
    }
}
