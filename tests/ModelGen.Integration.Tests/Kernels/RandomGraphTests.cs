using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using ModelGen.Numerics;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Kernels;

using NumberFormat = ModelGen.Compiler.Emit.NumberFormat;
using Parameter = ModelGen.Compiler.Source.Parameter;

/// <summary>
/// Random graphs, differentiated, lowered, optimised and covered with kernels as the pipeline does, compared with the
/// reference interpreter on the graph as it was before.
/// </summary>
public class RandomGraphTests
{
    private const int Batch = 20;

    public static TheoryData<int> Batches()
    {
        var data = new TheoryData<int>();
        foreach (var seeds in LongRun.Cases(sample: 2 * Batch, all: 2000).Chunk(Batch)) data.Add(seeds[0]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Kernels_compute_what_the_graph_says(int first) => Check(first, isMixed: false);

    /// <summary>The same as the trainer of a model in mixed precision has it, to the digits that are left.</summary>
    [Theory]
    [MemberData(nameof(Batches))]
    public void Kernels_of_mixed_precision_do_so_nearly(int first) => Check(first, isMixed: true);

    private static void Check(int first, bool isMixed)
    {
        var cases = Enumerable.Range(first, Batch).Select(seed => new Case(seed, isMixed)).ToList();
        var compiled = CompiledKernels.Compile([.. cases.SelectMany(item => item.Kernels)]);
        var failures = new List<string>();
        var start = 0;
        foreach (var item in cases)
        {
            for (var width = 0; width < CompiledKernels.Widths.Count; width++)
                if (item.Failure(compiled, start, width) is { } failure)
                    failures.Add($"graph {item.Seed}, {CompiledKernels.Widths[width].Bits} bits: {failure}");
            start += item.Kernels.Count;
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private sealed class Case
    {
        private readonly int samples;
        private readonly Graph original, covered;
        private readonly StoragePlan storages;
        private readonly bool isMixed;
        private readonly Dictionary<string, double[]> sources = [];
        private readonly Interpreter expected;

        public Case(int seed, bool isMixed)
        {
            Seed = seed;
            this.isMixed = isMixed;
            storages = new StoragePlan(isMixed ? NumberFormat.BFloat16 : NumberFormat.Float32);
            var random = new Random(seed);
            samples = random.Next(1, 6);
            original = Differentiator.BuildTrainingGraph(RandomModel.Make(seed));
            foreach (var source in original.Sources)
                sources.Add(Key(source), source.Source switch
                {
                    Source.LossShare => [.. Enumerable.Repeat((double)(float)(1.0 / samples), samples * source.Shape.Length)],
                    Source.Input(_, _, { } vocabulary) => [.. Enumerable.Range(0, samples * source.Shape.Length).Select(_ => (double)random.Next(vocabulary))],
                    Parameter(var info) => KernelCase.Normal(random, source, samples, info.Scale),
                    _ => KernelCase.Normal(random, source, samples),
                });
            expected = Interpreter.Run(original, samples, source => sources[Key(source)], Mask);
            (covered, var selected) = CpuEmitter.Cover(Passes.Run(Lowering.Run(original)), storages, CpuKernels.Families);
            if (isMixed) (covered, selected) = CpuEmitter.Cover(MixedPrecision.Separate(covered, selected), storages, CpuKernels.Families);
            Kernels = [.. selected.Select(choice => choice.Kernel)];
            if (isMixed) _ = CpuProgram.ForTraining(covered, Kernels, storages);      // decides what is kept in half the size
        }

        public int Seed { get; }

        public IReadOnlyList<Kernel> Kernels { get; }

        public string? Failure(CompiledKernels compiled, int start, int width)
        {
            var buffers = new Dictionary<Value, Buffer>();
            foreach (var source in covered.Sources)
                BufferOf(source).Write(sources[Key(source)]);
            for (var i = 0; i < Kernels.Count; i++)
            {
                Buffer[] operands = [.. Kernels[i].Inputs.Concat(Kernels[i].Outputs).Select(BufferOf)];
                compiled[start + i, width](
                    0, (nuint)Kernels[i].TileCount, (nuint)samples, 7, 11, 0,
                    [.. operands.Select(operand => operand.Array)], [.. operands.Select(operand => operand.Start)]);
                if (operands.Any(operand => !operand.IsIntact())) return $"{Kernels[i].GetType().Name} of {Kernels[i].Outputs[0]} wrote outside of its operands";
            }
            foreach (var output in original.Outputs)
            {
                // A gradient that is a sum may come in several terms, which the trainer's block adds up.
                var terms = covered.Outputs.Where(other => other.Kind == output.Kind && other.Name == output.Name).Select(other => other.Value).ToList();
                var (wanted, actual) = (expected[output.Value], terms.Select(term => BufferOf(term).Read()).Aggregate(Sum));
                if (isMixed)
                {
                    var difference = Norm(wanted.Zip(actual, (x, y) => x - y));
                    if (!(difference <= 0.05 * (1 + Norm(wanted)))) return $"{output.Kind} {output.Name} of {output.Value}: ‖Δ‖ is {difference:G3} of {Norm(wanted):G3}";
                    continue;
                }
                var scale = 1 + wanted.Select(Math.Abs).DefaultIfEmpty().Max();
                for (var i = 0; i < wanted.Length; i++)
                    if (!(Math.Abs(wanted[i] - actual[i]) <= 1e-4 * scale))
                        return $"{output.Kind} {output.Name} of {output.Value}, made by {terms[0].Producer}: [{i}] is {actual[i]:G6}, expected {wanted[i]:G6}";
            }
            return null;

            Buffer BufferOf(Value value)
            {
                var root = Alias.Root(value);
                if (!buffers.TryGetValue(root, out var buffer))
                    buffers.Add(root, buffer = new Buffer(root, samples, root.IsBatched ? null : storages[root], aligned: true, CompiledKernels.Widths[width].Bits, storages.FormatOf(root)));
                return buffer;
            }
        }

        private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

        private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

        private static string Key(Value source) => source.Source + " " + source.Name;

        private static double[] Mask(DropoutMask dropout, int samples)
        {
            var mask = new float[samples * dropout.Shape.Length];
            CounterRandom.FillDropoutMask<Simd128>(ref mask[0], (nuint)mask.Length, 7, 11, (uint)dropout.Stream, 0, (float)dropout.Rate);
            return [.. mask.Select(element => (double)element)];
        }
    }
}
