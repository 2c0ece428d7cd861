using ModelGen.Compiler.Reference;
using ModelGen.Tests;

namespace ModelGen.Compiler.Tests.Optimization;

/// <summary>Scales and shifts of channels that move into the weights of frozen models.</summary>
public class WeightFoldingTests
{
    private readonly Graph graph = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]      // each channel by itself
    [InlineData(2, 1)]
    public void A_batch_normalisation_becomes_weights_and_bias_of_the_convolution_before_it(int groups, int pad)
    {
        var x = Input(6, 6, 4);
        var sums = Apply(new Conv2D(1, 1, pad, pad, pad, pad, 1, 1, groups), x, Parameter("weight", 3, 3, 4 / groups, 8));
        var folded = Fold(Apply(new Relu(), BatchNorm(Apply(new Add(), sums, Parameter("bias", 8)))));
        Assert.Equal(["Conv2D", "Add", "Relu"], Batched(folded));
    }

    [Fact]
    public void It_is_found_behind_a_reshape_of_images_and_a_product()
    {
        var x = Apply(new Reshape(new Shape(4, 6)), Apply(new MatMul(), Input(2, 2, 5), Parameter("weight", 5, 6)));
        Assert.Equal(["MatMul", "Reshape", "Add"], Batched(Fold(BatchNorm(x))));
    }

    [Fact]
    public void Gain_and_bias_of_a_layer_normalisation_go_into_all_products_behind_it()
    {
        var x = LayerNorm(Input(5, 6));
        var q = Apply(new MatMul(), x, Parameter("query", 6, 4));
        var k = Apply(new MatMul(TransposeRight: true), x, Parameter("key", 4, 6));
        Assert.Equal(["Normalize", "MatMul", "Add", "MatMul", "Add", "Multiply"], Batched(Fold(Apply(new Multiply(), q, k))));
    }

    [Fact]
    public void They_stay_where_something_else_reads_the_rows()
    {
        var x = LayerNorm(Input(5, 6));
        Assert.Equal(["Normalize", "Multiply", "Add", "MatMul", "Add"], Batched(Fold(Apply(new Add(), x, Apply(new MatMul(), x, Parameter("weight", 6, 6))))));
    }

    [Fact]
    public void A_shift_stays_in_front_of_a_border_of_zeros_and_a_scale_does_not()
    {
        var x = Apply(new Relu(), Input(5, 5, 3));
        var padded = new Conv2D(1, 1, 1, 1, 1, 1, 1, 1, 1);
        var scaled = Apply(padded, Apply(new Multiply(), x, Parameter("scale", 3)), Parameter("weight", 3, 3, 3, 2));
        var shifted = Apply(padded, BatchNorm(x), Parameter("other", 3, 3, 3, 2));
        Assert.Equal(["Relu", "Conv2D", "Multiply", "Add", "Conv2D", "Add"], Batched(Fold(Apply(new Add(), scaled, shifted))));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(2, 4)]      // each channel by itself
    public void A_batch_normalisation_in_front_becomes_weights_and_bias(int kernel, int channels)
    {
        var groups = channels == 4 ? 4 : 1;
        var x = BatchNorm(Apply(new Relu(), Input(5, 5, channels)));
        var y = Apply(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, groups), x, Parameter("weight", kernel, kernel, channels / groups, 4));
        Assert.Equal(["Relu", "Conv2D", "Add"], Batched(Fold(y)));
    }

    [Fact]
    public void Its_channels_repeat_in_a_flattened_image()
    {
        var x = BatchNorm(Apply(new Relu(), Input(3, 2, 4)));
        var y = Apply(new MatMul(), Apply(new Reshape(new Shape(24)), x), Parameter("weight", 24, 5));
        Assert.Equal(["Relu", "Reshape", "MatMul", "Add"], Batched(Fold(y)));
    }

    [Fact]
    public void Weights_that_are_read_elsewhere_too_stay_as_they_are()
    {
        var (table, tokens) = (Parameter("table", 7, 6), graph.AddSource(new Source.Input("i", 0, 7), new TensorType(new Shape(5), true, ElementType.Index), "i"));
        var x = LayerNorm(Apply(new Lookup(), table, tokens));
        Assert.Equal(["Lookup", "Normalize", "Multiply", "Add", "MatMul"], Batched(Fold(Apply(new MatMul(TransposeRight: true), x, table))));
    }

    [Fact]
    public void A_literal_factor_stays_behind_its_product()
    {
        var y = Apply(new Multiply(), Apply(new MatMul(), Input(4), Parameter("weight", 4, 3)), Apply(new Constant(0.5)));
        Assert.Equal(["MatMul", "Multiply"], Batched(Fold(y)));
    }

    [Fact]
    public void Chains_of_all_of_these_compute_the_same()
    {
        foreach (var seed in LongRun.Cases(sample: 60, all: 1000))
        {
            var (random, chain) = (new Random(seed), new WeightFoldingTests());
            var x = chain.Input(4, 4, 4);
            for (var i = 0; i < 9; i++) x = chain.Step(x, random, i);
            chain.Fold(x);
        }
    }

    private Value Step(Value x, Random random, int i)
    {
        var channels = x.Shape.RowLength;
        switch (random.Next(8))
        {
            case 0 when x.Shape.Rank == 3 && x.Shape[0] > 2:
                var (pad, groups) = (random.Next(2), random.Next(2) == 0 ? 1 : channels);
                return Apply(new Conv2D(1, 1, pad, pad, pad, pad, 1, 1, groups), x, Parameter($"w{i}", 2 + pad, 2 + pad, channels / groups, channels));
            case 1: return LayerNorm(x);
            case 2: return BatchNorm(x);
            case 3: return Apply(new Multiply(), Parameter($"s{i}", random.Next(2) == 0 ? 1 : channels), x);
            case 4: return Apply(new Tanh(), x);
            case 5 when x.Shape.Rank == 3: return Apply(new Reshape(random.Next(2) == 0 ? new Shape(x.Shape.Length) : new Shape(x.Shape[0], x.Shape.Length / x.Shape[0])), x);
            case 6: return Apply(new Add(), Apply(new MatMul(), x, Parameter($"a{i}", channels, channels)), Apply(new MatMul(TransposeRight: true), x, Parameter($"b{i}", channels, channels)));
            default: return Apply(new MatMul(TransposeRight: random.Next(2) == 0), x, Parameter($"w{i}", channels, channels));
        }
    }

    private int norms;

    private Value BatchNorm(Value x)
    {
        var (channels, name) = (x.Shape.RowLength, $"norm{norms++}");
        var deviation = Apply(new Rsqrt(), Apply(new Add(), Apply(new Square(), Parameter(name + ".variance", channels)), Apply(new Constant(0.1))));
        var scale = Apply(new Multiply(), deviation, Parameter(name + ".weight", channels));
        return Apply(new Add(), Apply(new Multiply(), Apply(new Subtract(), x, Parameter(name + ".mean", channels)), scale), Parameter(name + ".bias", channels));
    }

    private Value LayerNorm(Value x)
    {
        var (channels, name) = (x.Shape.RowLength, $"norm{norms++}");
        return Apply(new Add(), Apply(new Multiply(), Apply(new Normalize(0.1, IsCentred: true), x), Parameter(name + ".weight", channels)), Parameter(name + ".bias", channels));
    }

    private Value Input(params int[] shape) =>
        graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(shape), IsBatched: true), "x");

    private Value Parameter(string name, params int[] shape) => graph.AddParameter(
        new ParameterInfo(name, new Shape(shape), Enumerable.Range(0, shape.Length).ToArray(), Initializer.Zeros));

    private Value Apply(Operator @operator, params Value[] inputs) => graph.Apply(@operator, inputs);

    private static string[] Batched(Graph graph) => [.. graph.Nodes.Where(node => node.Output.IsBatched).Select(node => node.Operator.Name)];

    // The folded graph, which computes what the graph does.
    private Graph Fold(Value y)
    {
        graph.AddOutput(y, OutputKind.Prediction, "y");
        var folded = WeightFolding.Run(graph);
        GraphVerifier.Verify(folded);
        var (before, after) = (Interpreter.Run(graph, 2, Elements)[y], Interpreter.Run(folded, 2, Elements)[folded.Outputs[0].Value]);
        var largest = before.Max(Math.Abs);
        Assert.Equal(before, after, (a, b) => Math.Abs(a - b) <= 1e-9 * largest);
        return folded;
    }

    private static double[] Elements(Value source)
    {
        var random = new Random(source.Name!.Aggregate(7, (sum, character) => unchecked(sum * 31 + character)));
        return [.. Enumerable.Range(0, source.Shape.Length * (source.IsBatched ? 2 : 1)).Select(_ => source.Type.Element == ElementType.Index ? random.Next(7) : random.NextDouble() * 2 - 1)];
    }
}
