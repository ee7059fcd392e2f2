using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore;

/// <summary>How what an opening does for each pack is compiled.</summary>
internal static class AtOpening
{
    /// <summary>With all optimisation at first use.</summary>
    /// <remarks>
    /// A process that opens a store of tens of thousands of packs has mostly just started. Left to the runtime, it would do all of it in code that is not optimised, which is
    /// replaced only when nothing new was compiled for a while. For methods that are called for each pack and are not compiled before; each takes longer to compile.
    /// </remarks>
    internal const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
}
