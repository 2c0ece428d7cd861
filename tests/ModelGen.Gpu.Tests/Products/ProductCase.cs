using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using ModelGen.Tests.Kernels;
using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Products;

using Initializer = ModelGen.Compiler.Initializer;
using OutputKind = ModelGen.Compiler.OutputKind;

/// <summary>A small graph around a product, and the tile that its kernel is to have.</summary>
internal sealed class ProductCase
{
    private readonly Graph graph = new();
    private readonly string name;
    private readonly int samples;
    private readonly GpuPrecision precision;
    private PlannedGraph? planned;

    private ProductCase(string name, int samples, GpuPrecision precision) => (this.name, this.samples, this.precision) = (name, samples, precision);

    /// <param name="name">What messages call it.</param>
    /// <param name="samples">The samples of the batch.</param>
    /// <param name="build">Makes the graph and its outputs.</param>
    /// <param name="tile">The tile; null for the kernel's own choice.</param>
    /// <param name="precision">How numbers go through products.</param>
    /// <param name="tiled">How many kernels in tiles there must be.</param>
    public static ProductCase Of(
        string name, int samples, Action<ProductCase> build, GpuTile? tile = null, GpuPrecision precision = GpuPrecision.Float32, int tiled = 1)
    {
        var made = new ProductCase(name, samples, precision);
        build(made);
        made.planned = new PlannedGraph(OutputPlaces.Separate(Passes.Run(GpuLowering.Run(made.graph))), samples, precision);
        var kernels = made.planned.Plan.Kernels.OfType<GpuTiledKernel>().ToList();
        Assert.True(kernels.Count == tiled, $"{name} has {kernels.Count} kernels in tiles, not {tiled}");
        if (tile is not null) kernels.ForEach(kernel => kernel.Tile = tile);
        return made;
    }

    /// <summary>The kernels.</summary>
    public IReadOnlyList<GpuKernel> Kernels => planned!.Plan.Kernels;

    /// <summary>An input of each sample.</summary>
    public Value Input(string name, params int[] shape) =>
        graph.AddSource(new Source.Input(name, graph.Sources.Count), new TensorType(new Shape(shape), IsBatched: true), name);

    /// <summary>A parameter.</summary>
    public Value Parameter(string name, params int[] shape) => graph.AddParameter(new ParameterInfo(
        name, new Shape(shape), Enumerable.Range(0, shape.Length).ToArray(), Initializer.Zeros));

    /// <summary>Applies an operator.</summary>
    public Value Apply(Operator operation, params Value[] inputs) => graph.Apply(operation, inputs);

    /// <summary>Delivers a value.</summary>
    public void Return(Value value) => graph.AddOutput(value, OutputKind.Prediction, "result");

    /// <summary>Delivers the gradient of a parameter.</summary>
    public void ReturnGradient(Value value, Value parameter) =>
        graph.AddOutput(value, OutputKind.Gradient, "gradient", parameter);

    /// <summary>
    /// Runs the cases on the emulator, threads in order and in reverse, compares them with sums of doubles, and walks their PTX.
    /// </summary>
    public static void Check(params IReadOnlyList<ProductCase> cases)
    {
        var types = CompiledGpuKernels.Compile([.. cases.Select(item => item.planned!.Plan.Kernels)]);
        foreach (var mode in new[] { GpuEmulation.InOrder, GpuEmulation.Reversed })
        {
            using var device = GpuDevice.OpenEmulator(mode);
            for (var i = 0; i < cases.Count; i++) cases[i].Compare(device, types[i], mode);
        }
        foreach (var type in types) PtxWalk.Check(type.GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static));
    }

    // Products of rounded numbers are exact in a double; what is left are the roundings of some sums of floats.
    private void Compare(GpuDevice device, Type kernels, GpuEmulation mode)
    {
        var values = graph.Sources.ToDictionary(source => source.Name!, Noise);
        var expected = Interpreter.Run(graph, samples, source => Rounded(source, values[source.Name!]));
        var bounds = Interpreter.Run(graph, samples, source => [.. values[source.Name!].Select(Math.Abs)]);
        var read = planned!.Run(device, kernels, source => values[source.Name!]);
        foreach (var output in graph.Outputs)
        {
            var found = planned.Graph.Outputs.First(other => other.Name == output.Name).Value;
            var (wanted, actual, bound) = (expected[output.Value], read(found), bounds[output.Value]);
            Assert.Equal(wanted.Length, actual.Length);
            for (var i = 0; i < wanted.Length; i++)
                Assert.True(
                    Math.Abs(wanted[i] - actual[i]) <= 1e-6 * (1e-3 + bound[i]),
                    $"{name}, {mode}: [{i}] of {output.Value.Type} is {actual[i]:G9}, expected {wanted[i]:G9}");
        }
    }

    private double[] Noise(Value source)
    {
        var random = new Random(source.Name![0] + source.Shape.Length);
        return [.. Enumerable.Range(0, source.Shape.Length * (source.IsBatched ? samples : 1)).Select(_ => (double)(random.NextSingle() * 2 - 1))];
    }

    // A bias goes through no product.
    private double[] Rounded(Value source, double[] values) => source.Name == "bias" ? values : precision switch
    {
        GpuPrecision.TensorFloat32 => [.. values.Select(value => RoundTo(value, 10, MidpointRounding.AwayFromZero))],
        GpuPrecision.BFloat16 => [.. values.Select(value => RoundTo(value, 7, MidpointRounding.ToEven))],
        _ => values,
    };

    private static double RoundTo(double value, int fractionBits, MidpointRounding halves)
    {
        if (value == 0) return 0;
        var unit = Math.ScaleB(1, Math.ILogB(value) - fractionBits);
        return Math.Round(value / unit, halves) * unit;
    }
}
