using System.Reflection;
using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using ModelGen.Numerics;
using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

/// <summary>A few operators of some operands, by the reference interpreter and by the GPU's kernels.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Types">The types of its operands.</param>
/// <param name="Samples">Samples of the batch.</param>
/// <param name="Operands">What the operands are.</param>
/// <param name="Build">Makes the results that are compared.</param>
internal sealed record GpuNode(
    string Name, TensorType[] Types, int Samples, Func<Random, double[][]> Operands, Func<Graph, Value[], IEnumerable<Value>> Build)
{
    /// <summary>One operator.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="types">The types of its operands.</param>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="operands">What the operands are.</param>
    /// <param name="delivers">The results that are compared: not those that are working memory.</param>
    public static GpuNode Of(Operator @operator, TensorType[] types, int samples, Func<Random, double[][]> operands, Func<int, bool>? delivers = null) =>
        new($"{@operator} of {string.Join(", ", types.Select(type => type.ToString()))}", types, samples, operands,
            (graph, sources) => graph.Add(@operator, sources).Outputs.Where((_, index) => delivers?.Invoke(index) != false));

    /// <summary>Compiles all nodes, runs them, compares every result, and walks their PTX.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="tolerance">The largest error, as a share of 1 + the largest number of the result.</param>
    /// <param name="precision">How numbers go through products.</param>
    public static void Check(IReadOnlyList<GpuNode> nodes, double tolerance = 2e-5, GpuPrecision precision = GpuPrecision.Float32)
    {
        var cases = nodes.Select(node => new Case(node, precision)).ToList();
        var compiled = CompiledGpuKernels.Compile([.. cases.Select(item => item.Planned.Plan.Kernels)]);
        using (var device = TestDevice.Open())
            Assert.Empty(cases.Zip(compiled, (item, kernels) => item.Failure(device, kernels, tolerance)).OfType<string>());
        foreach (var kernels in compiled)
        {
            var methods = kernels.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);
            foreach (var computeCapability in new[] { 80, 90 })
            {
                var module = PtxCompiler.Compile(methods, computeCapability);
                foreach (var method in methods) Assert.Empty(PtxWalk.Complaints(method, module));
                SharedBytes.Check(module);
            }
        }
    }

    /// <summary>Samples of standard normal numbers for operands of these types.</summary>
    public static double[][] Normal(Random random, TensorType[] types, int samples, double scale = 1) =>
    [
        .. types.Select(type => Enumerable.Range(0, type.Shape.Length * (type.IsBatched ? samples : 1))
            .Select(_ => (double)(float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))
            .ToArray()),
    ];

    /// <summary>All results of an operator, by the reference interpreter.</summary>
    public static double[][] Apply(Operator @operator, TensorType[] types, double[][] inputs, int samples) =>
        Run(types, samples, inputs, (graph, sources) => graph.Add(@operator, sources).Outputs);

    private static double[][] Run(TensorType[] types, int samples, double[][] inputs, Func<Graph, Value[], IEnumerable<Value>> build)
    {
        var graph = new Graph();
        Value[] sources = Sources(graph, types), results = [.. build(graph, sources)];
        var run = Interpreter.Run(graph, samples, source => inputs[Array.IndexOf(sources, source)], Mask);
        return [.. results.Select(result => run[result])];
    }

    private static Value[] Sources(Graph graph, TensorType[] types) =>
        [.. types.Select((type, i) => graph.AddSource(new Source.Input("x" + i, i), type, "x" + i))];

    private static double[] Mask(DropoutMask dropout, int samples)
    {
        var mask = new float[samples * dropout.Shape.Length];
        CounterRandom.FillDropoutMask<Simd128>(ref mask[0], (nuint)mask.Length, 7, 11, (uint)dropout.Stream, 0, (float)dropout.Rate);
        return [.. mask.Select(element => (double)element)];
    }

    private sealed class Case
    {
        private readonly GpuNode node;

        public Case(GpuNode node, GpuPrecision precision)
        {
            this.node = node;
            var graph = new Graph();
            var count = 0;
            foreach (var result in node.Build(graph, Sources(graph, node.Types))) graph.AddOutput(result, OutputKind.Exposed, "y" + count++);
            Planned = new PlannedGraph(OutputPlaces.Separate(GpuLowering.Run(graph)), node.Samples, precision);
        }

        public PlannedGraph Planned { get; }

        public string? Failure(GpuDevice device, Type kernels, double tolerance)
        {
            var inputs = node.Operands(new Random(1));
            var expected = Run(node.Types, node.Samples, inputs, node.Build);
            var read = Planned.Run(device, kernels, source => inputs[int.Parse(source.Name![1..])]);
            foreach (var output in Planned.Graph.Outputs)
            {
                var (wanted, found) = (expected[int.Parse(output.Name[1..])], read(output.Value));
                var scale = 1 + wanted.Where(number => Math.Abs(number) < 1e29).Select(Math.Abs).DefaultIfEmpty().Max();
                for (var i = 0; i < wanted.Length; i++)
                    if (!(Math.Abs(wanted[i] - found[i]) <= tolerance * Math.Max(scale, Math.Abs(wanted[i]))))
                        return $"{node.Name}: {output.Name}[{i}] is {found[i]:G6}, expected {wanted[i]:G6}";
            }
            return null;
        }
    }
}
