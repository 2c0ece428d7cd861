namespace ModelGen.Tests.Optimizers;

public class GoldenOptimizerTests
{
    public static TheoryData<string, Optimizer> Cases => new()
    {
        { "optimizer_sgd_momentum", new Sgd(0.05f, momentum: 0.9f) },
        { "optimizer_sgd_l2", new Sgd(0.05f, weightDecay: 0.01f) },
        { "optimizer_adamw", new AdamW(0.01f, weightDecay: 0.1f) },
        { "optimizer_adagrad", new Adagrad(0.05f) },
        { "optimizer_rmsprop", new RmsProp(0.01f) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_end_where_PyTorch_ends(string file, Optimizer optimizer)
    {
        var golden = Golden.Open(file);
        var net = new GoldenMlp(golden);
        var state = optimizer.CreateState(net.Parameters.Block.Length);
        Assert.Equal(golden["loss"].Floats[0], net.Loss(), 1e-6);
        foreach (var gradient in net.Gradients)
            Compare(golden["grad/" + gradient.Name], gradient.ToArray(), gradient.Name);
        for (var step = 1; step <= 10; step++)
        {
            optimizer.Update(net.Parameters.Block, net.Gradients.Block, state, 0, net.Parameters.Block.Length);
            Assert.All(net.Gradients, gradient => Assert.All(gradient.ToArray(), value => Assert.Equal(0, value)));
            if (step is 1 or 10)
                foreach (var parameter in net.Parameters)
                    CompareParameter(golden, step, parameter, optimizer.LearningRate.At(0));
            if (step < 10) net.Loss();
        }
        Assert.Equal(10ul, state.Step);
        Assert.Equal(golden["loss_after"].Floats[0], net.Loss(), 1e-5);
    }

    private static void Compare(float[] expected, float[] actual, string name)
    {
        var tolerance = 1e-6 + 1e-4 * expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{name}[{i}]: {actual[i]} instead of {expected[i]}");
    }

    // Where the gradient is next to nothing, rules that divide by its size amplify its noise (DESIGN §7).
    private static void CompareParameter(Golden golden, int step, Parameter parameter, float rate)
    {
        float[] expected = golden[$"step{step}/{parameter.Name}"], gradient = golden["grad/" + parameter.Name];
        var actual = parameter.ToArray();
        for (var i = 0; i < expected.Length; i++)
            if (Math.Abs(gradient[i]) < 1e-6 && Math.Abs(actual[i] - expected[i]) <= 2 * rate * step) actual[i] = expected[i];
        Compare(expected, actual, $"step {step}, {parameter.Name}");
    }
}
