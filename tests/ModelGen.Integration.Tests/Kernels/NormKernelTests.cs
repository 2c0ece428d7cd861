using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;

namespace ModelGen.Integration.Tests.Kernels;

using OutputKind = ModelGen.Compiler.OutputKind;

/// <summary>The normalisation of rows and its gradient, alone and with what they take in.</summary>
public class NormKernelTests
{
    private static readonly int[] Lengths = [1, 2, 3, 5, 8, 13, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100, 128];

    [Fact]
    public void Rows_of_any_length() => KernelHarness.Check(
        [.. from length in Lengths
            from centred in new[] { true, false }
            from item in new[]
            {
                NodeCase.Of(new Normalize(1e-3, centred), NodeCase.Batched(3, length)),
                NodeCase.Of(new Normalize(1e-3, centred), keepsAll: false, NodeCase.Unbatched(4, length)),
                NodeCase.Of(new NormalizeGradient(centred), NodeCase.Batched(3, length), NodeCase.Batched(3, length), NodeCase.Batched(3)),
                NodeCase.Of(new NormalizeGradient(centred), NodeCase.Batched(length), NodeCase.Unbatched(length), NodeCase.Unbatched()),
            }
            select item], 0, 1, 5);

    [Fact]
    public void With_gain_and_shift_and_what_they_are_added_to() => KernelHarness.Check(
        [.. from length in Lengths
            from centred in new[] { true, false }
            from training in new[] { false, true }
            select Layer(length, centred, training)], 1, 4);

    [Fact]
    public void Gradients_with_gain_and_residual() => KernelHarness.Check(
        [.. from length in Lengths from centred in new[] { true, false } select Gradient(length, centred)], 1, 4);

    // y = norm(x + a) · w + b; training also keeps the rows and the deviations.
    private static KernelCase Layer(int length, bool centred, bool training)
    {
        var graph = new Graph();
        var (x, a) = (Source(graph, "x", NodeCase.Batched(2, length)), Source(graph, "a", NodeCase.Batched(2, length)));
        var (w, b) = (Source(graph, "w", NodeCase.Unbatched(length)), Source(graph, "b", NodeCase.Unbatched(length)));
        var norm = graph.Add(new Normalize(1e-3, centred), graph.Apply(new Add(), x, a));
        var y = graph.Apply(new FusedElementwise((Scalar)new Scalar.Argument(0) * new Scalar.Argument(1) + new Scalar.Argument(2)), norm.Output, w, b);
        graph.AddOutput(y, OutputKind.Prediction, "y");
        foreach (var output in training ? norm.Outputs : [])
            graph.AddOutput(output, OutputKind.Exposed, "kept");
        return Only(graph, $"norm of {length}{(centred ? ", centred" : "")}{(training ? ", training" : "")}");
    }

    // dx = gradient(dy · w) + residual
    private static KernelCase Gradient(int length, bool centred)
    {
        var graph = new Graph();
        var (dy, z) = (Source(graph, "dy", NodeCase.Batched(2, length)), Source(graph, "z", NodeCase.Batched(2, length)));
        var (r, w) = (Source(graph, "r", NodeCase.Batched(2)), Source(graph, "w", NodeCase.Unbatched(length)));
        var residual = Source(graph, "residual", NodeCase.Batched(2, length));
        var dx = graph.Apply(new NormalizeGradient(centred), graph.Apply(new Multiply(), dy, w), z, r);
        graph.AddOutput(graph.Apply(new Add(), residual, dx), OutputKind.Exposed, "dx");
        return Only(graph, $"gradient of {length}{(centred ? ", centred" : "")}");
    }

    private static Value Source(Graph graph, string name, TensorType type) =>
        graph.AddSource(new Source.Input(name, graph.Sources.Count), type, name);

    // All of a graph must have become one kernel.
    private static KernelCase Only(Graph graph, string name)
    {
        var selected = Assert.Single(KernelSelection.Select(graph, CpuKernels.Families));
        return new KernelCase(name, selected.Kernel, (inputs, count) =>
        {
            var run = Interpreter.Run(graph, count, source => inputs[selected.Kernel.Inputs.ToList().IndexOf(source)]);
            return [.. selected.Kernel.Outputs.Select(output => run[output])];
        });
    }
}
