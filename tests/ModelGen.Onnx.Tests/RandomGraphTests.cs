using Microsoft.ML.OnnxRuntime;
using ModelGen.Compiler;
using ModelGen.Compiler.Reference;
using ModelGen.Integration.Tests.Kernels;
using ModelGen.Numerics;
using ModelGen.Tests;

namespace ModelGen.Onnx.Tests;

/// <summary>Random graphs described as the pipeline does, in ONNX Runtime and by the reference interpreter.</summary>
public class RandomGraphTests
{
    private const int Samples = 3;

    private static readonly HashSet<string> Exported = [];

    [Fact]
    public void OnnxRuntimeComputesWhatTheGraphSays()
    {
        var failures = LongRun.Cases(sample: 300, all: 5000).Select(seed => Failure(Drawn(seed), seed)).OfType<string>().ToList();
        Assert.True(failures.Count == 0, string.Join("\n", failures.Take(10)));
        // Graphs with dropout in them are no predictions; the others draw most operators.
        Assert.True(Exported.Count > 40, $"Only {string.Join(", ", Exported.Order())} were drawn.");
    }

    /// <summary>Each function of expressions that fusion and the cells of recurrent nets are made of.</summary>
    [Fact]
    public void EveryFunctionIsWritten()
    {
        foreach (var function in Enum.GetValues<ScalarFunction>())
        {
            var arity = function switch
            {
                ScalarFunction.Select or ScalarFunction.MultiplyAdd => 3,
                <= ScalarFunction.Divide or ScalarFunction.Minimum or ScalarFunction.Maximum or ScalarFunction.Power => 2,
                >= ScalarFunction.Greater and <= ScalarFunction.NotEqual => 2,
                _ => 1,
            };
            var graph = new Graph();
            var type = new TensorType(new Shape(6), IsBatched: true);
            // Positive, for roots, logarithms and powers.
            Value[] operands =
            [
                .. Enumerable.Range(0, arity).Select(i => graph.Apply(
                    new FusedElementwise(new Scalar.Apply(ScalarFunction.Abs, new Scalar[] { new Scalar.Argument(0) }) + 0.1),
                    graph.AddSource(new Source.Input($"x{i}", i), type, $"x{i}"))),
            ];
            var arguments = Enumerable.Range(0, arity).Select(i => (Scalar)new Scalar.Argument(i)).ToArray();
            graph.AddOutput(graph.Apply(new FusedElementwise(new Scalar.Apply(function, arguments)), operands), Compiler.OutputKind.Prediction, "y");
            Assert.Null(Failure(graph, seed: 1));
        }
    }

    private static Graph Drawn(int seed)
    {
        var graph = RandomModel.Make(seed);
        graph.ReplaceOutputs([.. graph.Outputs.Where(output => output.Kind == Compiler.OutputKind.Prediction)]);
        graph = AffineFolding.Run(DeadCodeElimination.Run(graph));
        return DeadCodeElimination.Run(graph);
    }

    private static string? Failure(Graph graph, int seed)
    {
        var description = OnnxStage.Describe(graph, null, 0);
        if (description.StartsWith("unsupported", StringComparison.Ordinal)) return null;
        Exported.UnionWith(graph.Nodes.Select(node => node.Operator.Name));

        var random = new Random(seed);
        var values = graph.Sources.ToDictionary(source => source, source => Values(source, random));
        var expected = Interpreter.Run(graph, Samples, source => [.. values[source].Select(value => (double)value)])[graph.Outputs[0].Value];
        var actual = Run(graph, description, values);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        var worst = expected.Zip(actual, (a, b) => Math.Abs(a - b) / scale).Max();
        return worst <= 1e-4 ? null : $"graph {seed}: {worst:E1}\n{GraphText.Write(graph)}";
    }

    private static float[] Run(Graph graph, string description, Dictionary<Value, float[]> values)
    {
        var offset = 0;
        var layout = new List<Parameter>();
        foreach (var source in graph.Parameters)
        {
            layout.Add(new Parameter(source.Name!, source.Shape.ToArray(), offset));
            offset += (source.Shape.Length + 15) / 16 * 16;
        }
        var parameters = new ParameterSet(layout, new AlignedBlock(Math.Max(16, offset)));
        foreach (var source in graph.Parameters) parameters[source.Name!].CopyFrom(values[source]);
        var file = OnnxExport.Pack(new GraphReader("random", parameters).Read(System.Text.Encoding.UTF8.GetBytes(description)));

        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file, options);
        var inputs = graph.Inputs.Zip(session.InputNames, (source, name) => (Source: source, Name: name)).ToList();
        var tensors = inputs.Select(input =>
        {
            long[] extents = [Samples, .. input.Source.Shape.Select(extent => (long)extent)];
            return input.Source.Type.Element == Compiler.ElementType.Index
                ? OrtValue.CreateTensorValueFromMemory(values[input.Source].Select(value => (int)value).ToArray(), extents)
                : OrtValue.CreateTensorValueFromMemory(values[input.Source], extents);
        }).ToList();
        using var run = new RunOptions();
        using var results = session.Run(run, [.. inputs.Select(input => input.Name)], tensors, session.OutputNames);
        foreach (var tensor in tensors) tensor.Dispose();
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] Values(Value source, Random random)
    {
        var count = (source.IsBatched ? Samples : 1) * source.Shape.Length;
        return source.Source is Source.Input(_, _, var limit) && source.Type.Element == Compiler.ElementType.Index
            ? [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(limit ?? 2))]
            : [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
