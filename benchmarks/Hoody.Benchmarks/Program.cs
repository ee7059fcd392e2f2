using BenchmarkDotNet.Running;
using Hoody.Benchmarks.Scenarios;

// Micro-benchmarks by default; `scenario NAME` runs what they miss: see README.md.
if (args is ["scenario", .. string[] rest])
{
    return ScenarioProgram.Run(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
