using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Compiler.Reference;
using ModelGen.Generator.Declaration;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>
/// Declaration, layers, shape rules and gradient rules, without any generated code: the graphs of every case, worked
/// out by the reference interpreter in double precision, against PyTorch.
/// </summary>
public class OperatorGraphTests
{
    private static readonly Lazy<Dictionary<string, ModelDeclaration>> Declared = new(() =>
    {
        var compilation = InMemory.Compile(string.Concat(OperatorCase.All.Values.Select(operatorCase => operatorCase.Declare())));
        return Declarations.Read(Gate.Of(compilation, default), default).Models.ToDictionary(model => model.Name);
    });

    public static TheoryData<string> Predicted => [.. OperatorCase.All.Values.Where(c => c.IsPredicted).Select(c => c.Name)];

    public static TheoryData<string> Trained => [.. OperatorCase.All.Values.Where(c => c.IsTrained).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Predicted))]
    public void PredictionIsPyTorchs(string name)
    {
        var golden = OperatorCase.All[name];
        var evaluated = Evaluator.Evaluate(Declared.Value[name], Mode.Inference, withLoss: false);
        Assert.DoesNotContain(evaluated.Diagnostics, diagnostic => !diagnostic.IsHint);
        var run = Interpreter.Run(evaluated.Graph, golden.Samples, source => SourceOf(golden, source));
        AssertClose(golden["y"].Floats, run[evaluated.Outputs[0]], 1e-5, "y");
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void LossAndGradientsArePyTorchs(string name)
    {
        var golden = OperatorCase.All[name];
        var evaluated = Evaluator.Evaluate(Declared.Value[name], Mode.Training, withLoss: true);
        Assert.DoesNotContain(evaluated.Diagnostics, diagnostic => !diagnostic.IsHint);
        var graph = Differentiator.BuildTrainingGraph(evaluated.Graph);
        var run = Interpreter.Run(graph, golden.Samples, source => SourceOf(golden, source));

        var losses = run[graph.Outputs.Single(output => output.Kind == ModelGen.Compiler.OutputKind.SampleLoss).Value];
        var loss = losses.Zip(ShareOf(golden), (sample, share) => sample * share).Sum();
        var terms = golden.IsLoss ? golden["y"].Floats : [.. golden["y"].Floats.Zip(golden["dy"].Floats, (y, dy) => y * dy)];
        Assert.Equal(terms.Sum(term => (double)term), loss, 1e-5 * Math.Max(1, terms.Sum(Math.Abs)));
        foreach (var (operand, parameter) in golden.Differentiated)
        {
            var output = graph.Outputs.Single(output => output.Kind == ModelGen.Compiler.OutputKind.Gradient && output.Of!.Name == parameter);
            var gradient = InFileOrder(((Source.Parameter)output.Of!.Source!).Info, run[output.Value]);
            AssertClose(golden["d" + operand].Floats, [.. gradient.Select(d => d * golden.Scale)], 1e-5, "d" + operand);
        }
    }

    private static double[] SourceOf(OperatorCase golden, Value source) => source.Source switch
    {
        Source.Input when golden.TakesIndices => [.. golden["x0"].Ints],
        Source.Input => [.. Enumerable.Range(0, golden.Samples * golden.Samples).Select(i => i % (golden.Samples + 1) == 0 ? 1.0 : 0)],
        Source.Target when golden.IsLoss => golden["t"].Integers is { } labels ? [.. labels] : Doubles(golden["t"].Floats),
        Source.Target => Doubles(golden["dy"].Floats),
        Source.LossShare => ShareOf(golden),
        Source.Parameter { Info: var info } => InGraphOrder(info, ValuesOf(golden, info.Name)),
        _ => throw new NotSupportedException(source.ToString()),
    };

    private static float[] ValuesOf(OperatorCase golden, string parameter) => parameter switch
    {
        "layer.running_mean" or "layer.running_var" when golden.IsTrained => new float[golden["x1"].Length],
        "layer.running_mean" => golden["running_mean"].Floats,
        "layer.running_var" => golden["running_var"].Floats,
        _ => golden[golden.Operands.Single(pair => pair.Parameter == parameter).Operand].Floats,
    };

    /// <summary>The share of each sample in the mean loss.</summary>
    private static double[] ShareOf(OperatorCase golden)
    {
        var weights = golden.Weights ?? [.. Enumerable.Repeat(1f, golden.Samples)];
        return [.. weights.Select(weight => weight / weights.Sum(w => (double)w))];
    }

    private static double[] InGraphOrder(ParameterInfo info, float[] values)
    {
        var result = new double[values.Length];
        var places = FilePlaces(info);
        for (var i = 0; i < values.Length; i++)
            result[i] = values[places[i]];
        return result;
    }

    private static double[] InFileOrder(ParameterInfo info, double[] values)
    {
        var result = new double[values.Length];
        var places = FilePlaces(info);
        for (var i = 0; i < values.Length; i++)
            result[places[i]] = values[i];
        return result;
    }

    /// <summary>Where each element of the graph's shape, row-major, lies in a file, row-major too.</summary>
    private static int[] FilePlaces(ParameterInfo info)
    {
        var places = new int[info.Shape.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var rest = i;
            var index = new int[info.Shape.Rank];
            for (var axis = info.Shape.Rank - 1; axis >= 0; axis--)
                (rest, index[axis]) = (rest / info.Shape[axis], rest % info.Shape[axis]);
            places[i] = info.FrameworkAxes.Aggregate(0, (place, axis) => place * info.Shape[axis] + index[axis]);
        }
        return places;
    }

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];

    // The files hold 32-bit floats of results that were worked out in double precision.
    private static void AssertClose(float[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"{what}[{i}] is {actual[i]:G9}, PyTorch has {expected[i]:G9}.");
    }
}
