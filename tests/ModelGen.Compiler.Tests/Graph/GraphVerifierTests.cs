namespace ModelGen.Compiler.Tests.Graphs;

public class GraphVerifierTests
{
    private readonly Graph graph = new();
    private readonly Value x;

    public GraphVerifierTests() =>
        x = graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(3), IsBatched: true), "x");

    [Fact]
    public void A_graph_made_by_its_own_methods_is_right()
    {
        graph.AddOutput(graph.Apply(new Relu(), x), OutputKind.Prediction, "y");
        GraphVerifier.Verify(graph);
    }

    [Fact]
    public void Values_of_another_graph_are_found()
    {
        var other = new Graph();
        other.Apply(new Relu(), x);
        Assert.Contains("another graph", Malformed(other));
        graph.AddOutput(other.Nodes[0].Output, OutputKind.Prediction, "y");
        Assert.Contains("output y", Malformed(graph));
    }

    [Fact]
    public void A_gradient_of_another_shape_is_found()
    {
        var parameter = graph.AddParameter(new ParameterInfo("w", new Shape(2), new[] { 0 }, Initializer.Zeros));
        graph.AddOutput(graph.Apply(new Relu(), x), OutputKind.Gradient, "w", parameter);
        Assert.Contains("does not fit", Malformed(graph));
    }

    [Fact]
    public void An_unbatched_loss_is_found()
    {
        graph.AddOutput(graph.Apply(new BatchSum(), x), OutputKind.SampleLoss, "loss");
        Assert.Contains("not one real per sample", Malformed(graph));
    }

    [Fact]
    public void Two_parameters_of_one_name_are_found()
    {
        for (var i = 0; i < 2; i++)
            graph.AddParameter(new ParameterInfo("w", new Shape(2), new[] { 0 }, Initializer.Zeros));
        Assert.Contains("two parameters 'w'", Malformed(graph));
    }

    [Fact]
    public void The_text_names_every_value_with_its_type()
    {
        var y = graph.Apply(new Reduce(ReduceKind.Mean, new[] { 0 }, KeepDimensions: false), graph.Apply(new LeakyRelu(0.1), x));
        y.Name = "y";
        graph.AddOutput(y, OutputKind.Prediction, "y");
        Assert.Equal(
            "%0 x (N, 3) = input 0\n%1 (N, 3) = LeakyRelu<0.1>(%0)\n%2 y (N) = Reduce<Mean, [0], False>(%1)\nprediction y = %2\n",
            GraphText.Write(graph));
        Assert.Equal(GraphText.Write(graph), GraphText.Write(GraphRewriter.Copy(graph)));
    }

    private static string Malformed(Graph graph) =>
        Assert.Throws<InvalidOperationException>(() => GraphVerifier.Verify(graph)).Message;
}
