using BenchmarkDotNet.Running;
using ModelGen.Benchmarks.Generator;
using ModelGen.Benchmarks.Peers;
using ModelGen.Benchmarks.Quick;
using ModelGen.Benchmarks.Startup;

switch (args.FirstOrDefault())
{
    case "quick":
        return QuickBenchmark.Run(args[1..]);
    case "peers":
        return PeersBenchmark.Run(args[1..]);
    case "startup":
        return StartupBenchmark.Run(args[1..]);
    case "generator":
        return GeneratorTiming.Run();
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
