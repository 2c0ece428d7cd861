using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using ModelGen.Integration.Tests.Kernels;
using ModelGen.Numerics;

namespace ModelGen.Tests.Kernels;

/// <summary>
/// Random graphs, differentiated, optimised and covered with GPU kernels as the pipeline does, run on the emulator and
/// compared with the reference interpreter on the graph as it was before.
/// </summary>
public class RandomGpuGraphTests
{
    private const int Batch = 10;

    public static TheoryData<int> Batches()
    {
        var data = new TheoryData<int>();
        foreach (var seeds in LongRun.Cases(sample: 4 * Batch, all: 2000).Chunk(Batch)) data.Add(seeds[0]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Kernels_compute_what_the_graph_says(int first)
    {
        var cases = Enumerable.Range(first, Batch).Select(seed => new Case(seed)).ToList();
        var compiled = CompiledGpuKernels.Compile([.. cases.Select(item => item.Planned.Plan.Kernels)]);
        using var device = TestDevice.Open();
        var failures = new List<string>();
        for (var i = 0; i < cases.Count; i++)
            if (cases[i].Failure(device, compiled[i]) is { } failure)
                failures.Add($"graph {cases[i].Seed}: {failure}");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private sealed class Case
    {
        private readonly Graph original;
        private readonly Dictionary<string, double[]> sources = [];
        private readonly Interpreter expected;

        public Case(int seed)
        {
            Seed = seed;
            var random = new Random(seed);
            var samples = random.Next(1, 6);
            original = Differentiator.BuildTrainingGraph(RandomModel.Make(seed));
            foreach (var source in original.Sources)
                sources.Add(Key(source), source.Source switch
                {
                    Source.LossShare => [.. Enumerable.Repeat((double)(float)(1.0 / samples), samples * source.Shape.Length)],
                    Source.Input(_, _, { } vocabulary) => [.. Enumerable.Range(0, samples * source.Shape.Length).Select(_ => (double)random.Next(vocabulary))],
                    Source.Parameter(var info) => Normal(random, source, samples, info.Scale),
                    _ => Normal(random, source, samples, 1),
                });
            expected = Interpreter.Run(original, samples, source => sources[Key(source)], Mask);
            Planned = new PlannedGraph(OutputPlaces.Separate(Passes.Run(GpuLowering.Run(original))), samples);
        }

        public int Seed { get; }

        public PlannedGraph Planned { get; }

        public string? Failure(GpuDevice device, Type kernels)
        {
            var read = Planned.Run(device, kernels, source => sources[Key(source)]);
            foreach (var output in original.Outputs)
            {
                // A gradient that is a sum may come in several terms, which are added up in one place.
                var found = Planned.Graph.Outputs.First(other => other.Kind == output.Kind && other.Name == output.Name).Value;
                var (wanted, actual) = (expected[output.Value], read(found));
                var scale = 1 + wanted.Select(Math.Abs).DefaultIfEmpty().Max();
                for (var i = 0; i < wanted.Length; i++)
                    if (!(Math.Abs(wanted[i] - actual[i]) <= 1e-4 * scale))
                        return $"{output.Kind} {output.Name} of {output.Value}, made by {found.Producer}: [{i}] is {actual[i]:G6}, expected {wanted[i]:G6}";
            }
            return null;
        }

        private static double[] Normal(Random random, Value value, int samples, double scale)
        {
            var values = new double[value.Shape.Length * (value.IsBatched ? samples : 1)];
            foreach (ref var number in values.AsSpan())
                number = (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            return values;
        }

        private static string Key(Value source) => source.Source + " " + source.Name;

        private static double[] Mask(DropoutMask dropout, int samples)
        {
            var mask = new float[samples * dropout.Shape.Length];
            CounterRandom.FillDropoutMask<Simd128>(ref mask[0], (nuint)mask.Length, 7, 11, (uint)dropout.Stream, 0, (float)dropout.Rate);
            return [.. mask.Select(element => (double)element)];
        }
    }
}
