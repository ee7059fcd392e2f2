using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Cancellation;

/// <summary>A piece of work that is cancelled wherever it waits.</summary>
internal sealed record CancellationCase
{
    /// <summary>What the service answers, in order.</summary>
    public required Action<ScriptedHandler> Script { get; init; }

    /// <summary>Does what comes before and is not cancelled, and gives the work itself.</summary>
    public required Func<HoodyClient, Task<Func<CancellationToken, Task>>> Prepare { get; init; }

    public Action<HoodyClientOptions> Configure { get; init; } = _ => { };

    /// <summary>Null for one that gives a new token after a refusal.</summary>
    public Func<HoodyCredential>? Credential { get; init; }

    public static CancellationCase Of(Action<ScriptedHandler> script, Func<HoodyClient, CancellationToken, Task> work) => new()
    {
        Script = script,
        Prepare = client => Task.FromResult<Func<CancellationToken, Task>>(token => work(client, token)),
    };

    /// <summary>Work on a copy that was accepted before.</summary>
    public static CancellationCase OfCopy(Action<ScriptedHandler> looks, Func<CopyOperation, CancellationToken, Task> work) => new()
    {
        Script = service => looks(service.Reply(ClientFixture.ContainerJson("copying"))),
        Prepare = async client =>
        {
            CopyOperation copy = await client.Containers.CopyAsync(
                ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project));
            return token => work(copy, token);
        },
    };
}
