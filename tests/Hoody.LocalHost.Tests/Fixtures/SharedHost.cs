namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>One host for all tests that need no host of their own; each of them works in an account of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private TestHost? _host;

    internal TestHost Host => _host ?? throw new InvalidOperationException("the host has not started");

    public async Task InitializeAsync() => _host = await TestHost.StartNewAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharedHostGroup : ICollectionFixture<SharedHost>
{
    public const string Name = "shared host";
}
