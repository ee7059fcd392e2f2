using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Conformance;

namespace Hoody.EndToEnd.Tests.Readme;

internal static class ConformanceExample
{
    public static async Task RunAsync(Func<string> newEmptyPlace)
    {
        #region README
        foreach (ContractRule rule in StorageBackendContract.Rules)
        {
            string place = newEmptyPlace();
            await rule.VerifyAsync(() => new DiskBackend(place));   // or else a BrokenContractException names the rule
        }
        #endregion
    }
}
