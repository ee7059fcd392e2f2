using Hoody.Sdk;
using Hoody.Sdk.Smoke;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Copies, synchronises and lists as an application with dependency injection does, against a service in this process. Published to machine
// code: what works here survives trimming. Prints each claim; ends with 0 when all of them hold.
bool isAllRight = true;
IConfiguration configuration = new ConfigurationBuilder()
    .AddInMemoryCollection([new("Hoody:Token", SmallService.Token), new("Hoody:Operations:InitialPollInterval", "00:00:00.001")])
    .Build();
using SmallService service = new();
ServiceCollection services = new();
services.AddSingleton(configuration);
services.AddHoodyClient().ConfigurePrimaryHttpMessageHandler(() => service);
await using ServiceProvider provider = services.BuildServiceProvider();
ContainersClient containers = provider.GetRequiredService<ContainersClient>();
if (args is ["--start"])
{
    return 0; // the benchmarks measure how long it takes to get here
}

CopyOperation copy = await containers.CopyAsync(
    SmallService.Source, new CopyContainerRequest(SmallService.Project) { Name = "smoke-copy" });
Container made = await copy.WaitForCompletionAsync();
Claim("a copy is made", made.Name == "smoke-copy" && made.SourceContainerId == SmallService.Source);

SyncOperation sync = await containers.SyncAsync(made.Id);
Container synchronised = await sync.WaitForCompletionAsync();
Claim("it is synchronised", synchronised.UpdatedAt > made.UpdatedAt);

List<Container> listed = await containers.ListAsync().ToListAsync();
Claim("both are listed", listed.Select(container => container.Id).SequenceEqual([SmallService.Source, made.Id]));
Claim("fields of a later service are kept", listed[1].AdditionalProperties["of_a_later_service"].GetInt32() == 7);

try
{
    await containers.GetAsync(SmallService.Missing);
    Claim("what is not there is not found", false);
}
catch (HoodyNotFoundException missing)
{
    Claim("what is not there is not found", missing.Message.StartsWith("No such container (404", StringComparison.Ordinal));
}

return isAllRight ? 0 : 1;

void Claim(string text, bool holds)
{
    Console.WriteLine($"{(holds ? "holds" : "DOES NOT HOLD")}: {text}");
    isAllRight &= holds;
}
