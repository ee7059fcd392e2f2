using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore;

/// <summary>How what is done for each pack at an opening, or for each entry by a collection, is compiled.</summary>
internal static class AtFirstUse
{
    /// <summary>With all optimisation at first use.</summary>
    /// <remarks>
    /// A process that opens a store of tens of thousands of packs has mostly just started, and a loop over millions of entries is called a few times. Left to the runtime, they would run in code that is
    /// not optimised, or counts its own branches, and that is replaced only when nothing new was compiled for a while. For methods that are not compiled before; each takes longer to compile.
    /// </remarks>
    internal const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
}
