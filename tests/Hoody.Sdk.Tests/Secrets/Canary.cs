using Hoody.Sdk.Tests.Fakes;

namespace Hoody.Sdk.Tests.Secrets;

/// <summary>A call that carries a secret, and how the secret reads.</summary>
/// <param name="Call">The call.</param>
/// <param name="Credential">Where the client's token comes from; null for one that is no canary.</param>
internal sealed record Canary(Func<HoodyClient, Task> Call, Func<HoodyCredential>? Credential = null)
{
    /// <summary>With characters that JSON writes in more than one way, as real secrets have them.</summary>
    public const string Secret = "c4n4ry-\"<é+&'\\/\u2028>-c4n4ry";

    /// <summary>The same for what a header can carry.</summary>
    public const string Token = "c4n4ry-\"<+&'\\/>-c4n4ry";

    /// <summary>What must be found nowhere, however the rest of the secret is written.</summary>
    public const string Mark = "c4n4ry";

    /// <summary>Every secret that a client is given, by its name.</summary>
    public static IReadOnlyDictionary<string, Canary> All { get; } = new Dictionary<string, Canary>
    {
        ["the token"] = new(GetAsync, () => HoodyCredential.FromToken(Token)),
        ["the token of a restore"] = new(
            c => c.Snapshots.RestoreAsync(ClientFixture.Copy, "s1"), () => HoodyCredential.FromToken(Token)),
        ["a delegate's token"] = new(GetAsync, () => HoodyCredential.FromDelegate((_, _) => new(new HoodyAccessToken(Token)))),
        ["a login credential's password"] = new(GetAsync, () => HoodyCredential.FromLogin("alice", Secret)),
        ["a password"] = new(c => c.Authentication.LoginAsync(new LoginRequest { Username = "alice", Password = Secret })),
        ["a refresh token"] = new(c => c.Authentication.RefreshAsync(new HoodyAccessToken(Token))),
        ["a variable's value"] = new(c => c.Environment.SetAsync(ClientFixture.Copy, "KEY", Secret)),
        ["values of variables"] = new(c => c.Environment.SetAsync(ClientFixture.Copy, Variables)),
        ["a new container's variables"] = new(c => c.Containers.CreateAsync(
            ClientFixture.Project, new CreateContainerRequest { ServerId = ClientFixture.Server, EnvironmentVariables = Variables })),
        ["a container's new variables"] = new(c => c.Containers.UpdateAsync(
            ClientFixture.Copy, new UpdateContainerRequest { EnvironmentVariables = Variables })),
        ["a proxy's password"] = new(c => c.Network.SetAsync(
            ClientFixture.Copy, new SetNetworkRequest { Type = "http", Proxy = "http://alice:c4n4ry-c4n4ry@proxy.example:8080" })),
    };

    private static Dictionary<string, string> Variables => new() { ["A"] = "1", ["KEY"] = Secret };

    private static Task<Container> GetAsync(HoodyClient client) => client.Containers.GetAsync(ClientFixture.Copy);
}
