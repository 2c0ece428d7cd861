namespace ModelGen.Compiler.Tests.Optimization;

/// <summary>What the passes make of typical pieces of models.</summary>
public class PassTests
{
    private readonly Graph graph = new();

    [Fact]
    public void Bias_and_batch_normalisation_become_one_multiplication_and_one_addition()
    {
        var x = Input(8, 8, 4);
        var sums = graph.Apply(new Conv2D(1, 1, 0, 0, 0, 0, 1, 1, 1), x, Parameter("weight", 3, 3, 4, 6));
        var y = Apply(new Add(), sums, Parameter("bias", 6));
        var scale = Apply(new Multiply(), Apply(new Rsqrt(), Apply(new Add(), Parameter("variance", 6), Number(1e-5))), Parameter("gamma", 6));
        y = Apply(new Add(), Apply(new Multiply(), Apply(new Subtract(), y, Parameter("mean", 6)), scale), Parameter("beta", 6));
        y = Apply(new Relu(), y);

        var optimized = Optimize(y);
        var batched = optimized.Nodes.Where(node => node.Output.IsBatched).ToArray();
        Assert.Equal(2, batched.Length);
        Assert.Equal("Maximum(Add(Multiply(a, b), c), 0)", GraphText.Write(((FusedElementwise)batched[1].Operator).Body));
        Assert.Same(batched[0].Output, batched[1].Inputs[0]);
        Assert.All(batched[1].Inputs.Skip(1), input => Assert.Equal(new TensorType(new Shape(6), IsBatched: false), input.Type));
    }

    [Fact]
    public void Constants_and_neutral_elements_vanish()
    {
        var x = Input(3);
        var y = Apply(new Add(), Apply(new Multiply(), Number(1), Apply(new Neg(), Apply(new Neg(), x))), Number(0));
        Assert.Equal("x", Optimize(Apply(new Pow(), y, Number(1))).Outputs[0].Value.Name);
    }

    [Theory]
    [InlineData(2, "Square")]
    [InlineData(0.5, "Sqrt")]
    [InlineData(-0.5, "Rsqrt")]
    [InlineData(-1, "Reciprocal")]
    public void Powers_become_what_is_cheaper(double exponent, string expected)
    {
        var optimized = Optimize(Apply(new Pow(), Input(3), Number(exponent)));
        Assert.Equal(expected, Assert.Single(optimized.Nodes).Operator.Name);
    }

    [Fact]
    public void What_could_hide_an_infinity_stays()
    {
        var x = Input(3);
        Assert.Single(Optimize(Apply(new Subtract(), x, x)).Nodes);
        Assert.Equal("Multiply(0, a)", GraphText.Write(((Elementwise)Assert.Single(Optimize(Apply(new Multiply(), x, Number(0))).Nodes).Operator).Expression));
    }

    [Fact]
    public void Movements_that_cancel_vanish()
    {
        var x = Input(2, 3, 4);
        var y = Apply(new Permute(new[] { 1, 2, 0 }), Apply(new Permute(new[] { 2, 0, 1 }), x));
        y = Apply(new Reshape(new Shape(2, 3, 4)), Apply(new Reshape(new Shape(24)), y));
        Assert.Empty(Optimize(y).Nodes);
    }

    [Fact]
    public void Broadcasting_does_the_work_of_expand()
    {
        var x = Input(2, 3);
        var mean = Apply(new Expand(new Shape(2, 3), Batched: true), Apply(new Reduce(ReduceKind.Mean, new[] { 1 }, KeepDimensions: true), x));
        Assert.Equal(["Reduce", "Subtract"], Optimize(Apply(new Subtract(), x, mean)).Nodes.Select(node => node.Operator.Name));
    }

    [Fact]
    public void Equal_nodes_are_computed_once_unless_their_streams_differ()
    {
        var x = Input(3);
        var y = Apply(new Add(), Apply(new Softmax(), x), Apply(new Softmax(), x));
        Assert.Single(Optimize(y).Nodes, node => node.Operator is Softmax);
        var masks = Apply(new Add(), Apply(new DropoutMask(new Shape(3), 0.5, 0)), Apply(new DropoutMask(new Shape(3), 0.5, 1)));
        Assert.Equal(2, Optimize(masks).Nodes.Count(node => node.Operator is DropoutMask));
    }

    [Fact]
    public void A_costly_value_with_two_users_is_computed_once()
    {
        var x = Input(3);
        var e = Apply(new Exp(), x);
        var y = Apply(new Concat(0), Apply(new Add(), e, x), Apply(new Multiply(), e, x));
        Assert.Single(Optimize(y).Nodes, node => ((node.Operator as Elementwise)?.Expression.ToString() ?? "").Contains("Exp"));
    }

    [Fact]
    public void Fused_nodes_stay_within_their_limits()
    {
        var x = Input(16);
        var y = x;
        for (var i = 0; i < 40; i++)
            y = Apply(new Multiply(), Apply(new Tanh(), y), Apply(new Slice(new[] { 0 }, new[] { 16 }, new[] { 1 }), Apply(new Pad(new[] { 0 }, new[] { i + 1 }, 0), x)));
        var fused = Optimize(y).Nodes.Select(node => node.Operator).OfType<Elementwise>().ToArray();
        Assert.NotEmpty(fused);
        Assert.All(fused, elementwise => Assert.InRange(elementwise.Arity, 1, ElementwiseFusion.MaximumOperands));
        Assert.All(fused, elementwise => Assert.InRange(elementwise.Expression.CountFunctions(), 1, ElementwiseFusion.MaximumOperations));
    }

    [Fact]
    public void The_gradient_of_a_relu_behind_a_dense_layer_is_one_node_named_after_the_layer()
    {
        var hidden = Apply(new Relu(), Apply(new Add(), Apply(new MatMul(), Input(4), Parameter("weight", 4, 5)), Parameter("bias", 5)));
        hidden.Name = "hidden";
        var y = Apply(new MatMul(), hidden, Parameter("out", 5, 1));
        graph.AddOutput(Apply(new Reduce(ReduceKind.Sum, new[] { 0 }, KeepDimensions: false), Apply(new Square(), y)), OutputKind.SampleLoss, "loss");
        var training = Passes.Run(Differentiator.BuildTrainingGraph(graph));
        var product = training.Nodes.Single(node => node.Output.Name == "dHidden");
        Assert.Equal(new MatMul(TransposeRight: true), product.Operator);
        var masked = training.Nodes.Single(node => node.Inputs.Contains(product.Output));
        Assert.Equal("Select(Greater(a, 0), b, 0)", GraphText.Write(((FusedElementwise)masked.Operator).Body));
    }

    private Value Input(params int[] shape) =>
        graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(shape), IsBatched: true), "x");

    private Value Parameter(string name, params int[] shape) => graph.AddParameter(
        new ParameterInfo(name, new Shape(shape), Enumerable.Range(0, shape.Length).ToArray(), Initializer.Zeros));

    private Value Apply(Operator @operator, params Value[] inputs) => graph.Apply(@operator, inputs);

    private Value Number(double number) => Apply(new Constant(number));

    private Graph Optimize(Value y)
    {
        graph.ReplaceOutputs([]);
        graph.AddOutput(y, OutputKind.Prediction, "y");
        return Passes.Run(graph);
    }
}
