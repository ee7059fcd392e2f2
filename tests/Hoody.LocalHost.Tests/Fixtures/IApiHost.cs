using System.Collections.Concurrent;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>A host that a test talks to: in the test's process or in one of its own.</summary>
internal interface IApiHost
{
    /// <summary>Talks to the host as it runs now; another client after each start.</summary>
    HttpClient Http { get; }

    /// <summary>Every answer that the host has given, headers included.</summary>
    ConcurrentQueue<string> Transcript { get; }
}
