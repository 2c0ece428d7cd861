namespace ModelGen.Compiler.Tests.Autodiff;

public class DifferentiatorTests
{
    private readonly Graph graph = new();
    private readonly Value x, weight;

    public DifferentiatorTests()
    {
        x = graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(3), IsBatched: true), "x");
        weight = graph.AddParameter(new ParameterInfo("layer.weight", new Shape(3), new[] { 0 }, Initializer.Zeros));
    }

    [Fact]
    public void An_operator_without_gradient_before_a_parameter_is_named_with_its_place()
    {
        var floor = graph.Apply(new Floor(), graph.Apply(new Multiply(), x, weight));
        floor.Location = "here";
        AddLoss(floor);
        var mistake = Assert.Throws<GraphException>(() => Differentiator.BuildTrainingGraph(graph));
        Assert.Equal("MG0013", mistake.Id);
        Assert.Contains("Floor", mistake.Message);
        Assert.Equal("here", mistake.Location);
    }

    [Fact]
    public void An_operator_without_gradient_is_right_where_none_is_needed()
    {
        AddLoss(graph.Apply(new Multiply(), graph.Apply(new Floor(), x), weight));
        var stopped = graph.Apply(new StopGradient(), graph.Apply(new Sign(), weight));
        AddLoss(graph.Apply(new Multiply(), stopped, weight));
        Assert.Single(Gradients(Differentiator.BuildTrainingGraph(graph)));
    }

    [Fact]
    public void Gradients_are_those_of_trainable_parameters_exposed_values_and_inputs_if_asked()
    {
        var statistic = graph.AddParameter(
            new ParameterInfo("mean", new Shape(3), new[] { 0 }, Initializer.Zeros, IsTrainable: false));
        graph.AddParameter(new ParameterInfo("unused", new Shape(3), new[] { 0 }, Initializer.Zeros));
        var hidden = graph.Apply(new Multiply(), graph.Apply(new Subtract(), x, statistic), weight);
        hidden.Name = "hidden";
        graph.AddOutput(hidden, OutputKind.Exposed, "hidden");
        AddLoss(graph.Apply(new Square(), hidden));

        Assert.Equal(["layer.weight", "hidden"], Gradients(Differentiator.BuildTrainingGraph(graph)));
        var withInputs = Differentiator.BuildTrainingGraph(graph, inputGradients: true);
        Assert.Equal(["layer.weight", "x", "hidden"], Gradients(withInputs));
        Assert.Equal("dHidden", withInputs.Outputs.Single(output => output.Of?.Name == "hidden").Value.Name);
        Assert.DoesNotContain(graph.Outputs, output => output.Kind == OutputKind.Gradient);
    }

    [Fact]
    public void A_graph_without_loss_cannot_be_differentiated() =>
        Assert.Throws<ArgumentException>(() => Differentiator.BuildTrainingGraph(graph));

    private void AddLoss(Value y) => graph.AddOutput(
        graph.Apply(new Reduce(ReduceKind.Sum, new[] { 0 }, KeepDimensions: false), y), OutputKind.SampleLoss, "loss");

    private static IEnumerable<string> Gradients(Graph training) =>
        training.Outputs.Where(output => output.Kind == OutputKind.Gradient).Select(output => output.Name);
}
