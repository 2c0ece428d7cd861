using ModelGen.Compiler.Reference;

namespace ModelGen.Compiler.Tests.Autodiff;

/// <summary>The gradient rule of every operator against central differences, in double precision.</summary>
public class GradientTests
{
    private const int Samples = 3;
    private const double Step = 1e-5;

    // Constants for the derivative: they have no operands, or stand for none.
    private static readonly HashSet<Type> WithoutGradient =
    [
        typeof(Constant), typeof(BatchSize), typeof(DropoutMask), typeof(Floor), typeof(Sign), typeof(FusedElementwise),
        typeof(Progression), typeof(ToReal), typeof(Sinusoid),
        typeof(ArgMax), typeof(TopK), typeof(OneHot),

        // Of graphs in terms of positions, which only predict.
        typeof(PositionRow), typeof(EveryPosition), typeof(PickPosition), typeof(ReducePositions), typeof(RotatePosition),
        typeof(AttentionSoFar), typeof(RecurrenceSoFar),
    ];

    [Fact]
    public void Every_operator_has_a_case_or_is_part_of_a_gradient()
    {
        var covered = new HashSet<Type>([.. WithoutGradient, typeof(Recurrence), typeof(RecurrenceGradient)]);   // these have tests of their own
        foreach (var gradientCase in GradientCases.All)
            covered.UnionWith(TrainingGraph(gradientCase).Nodes.Select(node => node.Operator.GetType()));
        var missing = OperatorRegistry.Operators.Where(type =>
            !covered.Contains(type) && !typeof(Comparison).IsAssignableFrom(type)
            && type.Namespace == typeof(Operator).Namespace);   // not what only lowering makes, behind the derivative
        Assert.Empty(missing.Select(type => type.Name));
    }

    [Fact]
    public void Every_gradient_is_what_differences_say()
    {
        foreach (var gradientCase in GradientCases.All)
            Check(gradientCase, TrainingGraph(gradientCase));
    }

    /// <summary>Autodiff through whole graphs: chains, branches that meet again, normalisation over the batch.</summary>
    [Fact]
    public void Gradients_of_random_graphs_are_what_differences_say()
    {
        var compared = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new RandomGraph(seed, operators: 6);
            if (random.Graph.Nodes.Any(node => node.Operator is StopGradient)) continue;
            var graph = Differentiator.BuildTrainingGraph(random.Graph, inputGradients: true);
            var elements = graph.Sources.ToDictionary(source => source, random.Elements);
            compared += Compare(graph, random.Samples, elements, $"seed {seed}", allowKinks: true);
        }
        Assert.InRange(compared, 300, int.MaxValue);
    }

    // loss = Σ r · y over a sample's elements with random r, so that every element's gradient counts.
    private static Graph TrainingGraph(GradientCase gradientCase)
    {
        var graph = new Graph();
        var operands = gradientCase.Operands.Select((type, i) => type switch
        {
            { Element: ElementType.Index } => graph.AddSource(new Source.Target("t", 0, 5), type, "t"),
            { IsBatched: true } => graph.AddSource(new Source.Input($"x{i}", i), type, $"x{i}"),
            _ => graph.AddParameter(new ParameterInfo($"p{i}", type.Shape, Enumerable.Range(0, type.Shape.Rank).ToArray(), Initializer.Zeros)),
        }).Concat(gradientCase.Last is { } last ? [last(graph)] : []).ToArray();
        var y = graph.Add(gradientCase.Operator, operands).Output;
        var r = graph.AddSource(new Source.Target("r", 1), y.Type with { IsBatched = true }, "r");
        var products = graph.Apply(new Multiply(), y, r);
        var loss = graph.Apply(new Reduce(ReduceKind.Sum, Enumerable.Range(0, y.Shape.Rank).ToArray(), KeepDimensions: false), products);
        graph.AddOutput(loss, OutputKind.SampleLoss, "loss");
        var training = Differentiator.BuildTrainingGraph(graph, inputGradients: true);
        GraphVerifier.Verify(training);
        return training;
    }

    private static void Check(GradientCase gradientCase, Graph graph)
    {
        var random = new Random(7);
        var elements = graph.Sources.ToDictionary(
            source => source,
            source => Enumerable.Range(0, (source.IsBatched ? Samples : 1) * source.Shape.Length)
                .Select(_ => source.Type.Element == ElementType.Index
                    ? random.Next(5)
                    : gradientCase.Low + (gradientCase.High - gradientCase.Low) * random.NextDouble()).ToArray());
        var compared = Compare(graph, Samples, elements, gradientCase.ToString(), allowKinks: false);
        Assert.True(compared > 0 || gradientCase.Operator is StopGradient, $"{gradientCase} has no gradient");
    }

    internal static int Compare(Graph graph, int samples, Dictionary<Value, double[]> elements, string context, bool allowKinks)
    {
        var run = Interpreter.Run(graph, samples, source => elements[source]);
        var compared = 0;
        foreach (var output in graph.Outputs.Where(output => output.Kind == OutputKind.Gradient && output.Of!.Source is not null))
        {
            var (gradient, of) = (run[output.Value], elements[output.Of!]);
            for (var i = 0; i < of.Length; i++)
            {
                var coarse = Slope(of, i, Step);
                // A kink within the step, such as two candidates for a maximum changing places: no derivative there.
                if (allowKinks && Math.Abs(coarse - Slope(of, i, Step / 2)) > 1e-6 * (1 + Math.Abs(coarse))) continue;
                compared++;
                Assert.True(
                    Math.Abs(gradient[i] - coarse) <= 2e-6 * (1 + Math.Abs(coarse)),
                    $"{context}: d{output.Of!.Name}[{i}] is {gradient[i]}, differences say {coarse}\n{GraphText.Write(graph)}");
            }
        }
        return compared;

        double Slope(double[] of, int i, double step)
        {
            var value = of[i];
            of[i] = value + step;
            var above = Loss();
            of[i] = value - step;
            var below = Loss();
            of[i] = value;
            return (above - below) / (2 * step);
        }

        double Loss()
        {
            var at = Interpreter.Run(graph, samples, source => elements[source]);
            var losses = at[graph.Outputs.Single(output => output.Kind == OutputKind.SampleLoss).Value];
            var shares = elements[graph.Sources.Single(source => source.Source is Source.LossShare)];
            return losses.Zip(shares, (loss, share) => loss * share).Sum();
        }
    }
}
