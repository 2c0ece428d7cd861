namespace ModelGen.Tests.Training;

/// <summary><c>Backward(outputGradient)</c> of trainers on a device, beside those on the processor.</summary>
public class GpuOutputGradientTests
{
    private const int Batch = 5;

    [Fact]
    public void Two_halves_of_a_model_learn_as_the_whole_does()
    {
        using var device = TestDevice.Open();
        var (image, label) = (Normal(1, Batch * 72), new[] { 0, 3, 1, 1, 2 });
        var (first, second, whole) = (new FirstHalf(seed: 5), new SecondHalf(seed: 6), new Whole());
        foreach (var parameter in first.Parameters.Concat(second.Parameters))
            whole.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        using var firstTrainer = first.CreateGpuTrainer(device, new Sgd(0.1f), Batch);
        using var secondTrainer = second.CreateGpuTrainer(device, new Sgd(0.1f), Batch);
        using var wholeTrainer = whole.CreateTrainer(new Sgd(0.1f), Batch);
        for (var step = 0; step < 3; step++)
        {
            var expected = wholeTrainer.Forward(image, label);
            wholeTrainer.Backward();

            var code = firstTrainer.Forward(image);
            Assert.Equal(expected, secondTrainer.Forward(code, label), 1e-5f);
            secondTrainer.Backward();
            firstTrainer.Backward(secondTrainer.InputGradient);

            foreach (var gradient in firstTrainer.Gradients.Concat(secondTrainer.Gradients).Where(gradient => whole.Parameters[gradient.Name].IsTrainable))
                Near(wholeTrainer.Gradients[gradient.Name].ToArray(), gradient.ToArray(), gradient.Name);
            firstTrainer.Update();
            secondTrainer.Update();
            wholeTrainer.Update();
        }
        firstTrainer.Synchronize();
        secondTrainer.Synchronize();
        foreach (var parameter in first.Parameters.Concat(second.Parameters))
            Near(whole.Parameters[parameter.Name].ToArray(), parameter.ToArray(), parameter.Name);
    }

    /// <summary>Both kinds of pass in turn, each with its own places on the device.</summary>
    [Fact]
    public void Values_and_gradients_of_either_pass_are_the_processors()
    {
        using var device = TestDevice.Open();
        var model = new TwoSided(seed: 3);
        var (left, right) = (Normal(1, Batch * 4), Normal(2, Batch * 3));
        var (dMean, dMap) = (Normal(3, Batch), Normal(4, Batch * 4));
        using var there = model.CreateGpuTrainer(device, new Sgd(1), Batch);
        using var here = model.CreateTrainer(new Sgd(1), Batch);
        for (var round = 0; round < 2; round++)
        {
            there.Forward(left, right);
            here.Forward(left, right);
            there.Backward(dMean, dMap);
            here.Backward(dMean, dMap);
            Same();
            Assert.Equal(here.Forward(left, right, dMean, dMap), there.Forward(left, right, dMean, dMap), 1e-5f);
            there.Backward();
            here.Backward();
            Same();
        }

        void Same()
        {
            Near(here.MeanOutput, there.MeanOutput, "mean");
            Near(here.MapOutput, there.MapOutput, "map");
            Near(here.Mixed, there.Mixed, "mixed");
            Near(here.MixedGradient, there.MixedGradient, "dMixed");
            Near(here.LeftGradient, there.LeftGradient, "left");
            Near(here.RightGradient, there.RightGradient, "right");
            foreach (var gradient in there.Gradients)
                Near(here.Gradients[gradient.Name].ToArray(), gradient.ToArray(), gradient.Name);
        }
    }

    [Fact]
    public void Backward_adds_until_Update_or_ClearGradients()
    {
        using var device = TestDevice.Open();
        var model = new SecondHalf(seed: 1);
        var (x, dy) = (Normal(1, Batch * 5), Normal(2, Batch * 4));
        using var trainer = model.CreateGpuTrainer(device, new Sgd(0), Batch);
        Run();
        var once = trainer.Gradients["classes.weight"].ToArray();
        Run();
        Near([.. once.Select(g => 2 * g)], trainer.Gradients["classes.weight"].ToArray(), "twice");
        trainer.ClearGradients();
        Run();
        Assert.Equal(once, trainer.Gradients["classes.weight"].ToArray());
        trainer.Update();
        Assert.All(trainer.Gradients["classes.weight"].ToArray(), g => Assert.Equal(0, g));

        void Run()
        {
            trainer.Forward(x);
            trainer.Backward(dy);
        }
    }

    /// <summary>With ones going in, the gradient of the weights is the mask itself: that of the processor.</summary>
    [Fact]
    public void Dropout_masks_are_the_processors()
    {
        using var device = TestDevice.Open();
        using var there = new Dropped(seed: 1).CreateGpuTrainer(device, new Sgd(0), batchSize: 1);
        using var here = new Dropped(seed: 1).CreateTrainer(new Sgd(0), batchSize: 1);
        there.State.Seed = here.State.Seed;
        var ones = Enumerable.Repeat(1f, 64).ToArray();
        for (var pass = 0; pass < 4; pass++)
        {
            if (pass == 2) there.ClearGradients();
            if (pass == 2) here.ClearGradients();
            there.Forward(ones);
            there.Backward([1f]);
            here.Forward(ones);
            here.Backward([1f]);
            Assert.Equal(here.Gradients["sum.weight"].ToArray(), there.Gradients["sum.weight"].ToArray());
            Assert.Contains(there.Gradients["sum.weight"].ToArray(), mask => mask == 0);
        }
    }

    [Fact]
    public void Each_Backward_wants_its_own_Forward()
    {
        using var device = TestDevice.Open();
        using var trainer = new SecondHalf().CreateGpuTrainer(device, new Sgd(1), Batch);
        var (x, dy) = (Normal(1, Batch * 5), Normal(2, Batch * 4));
        Assert.Contains("without a target", Assert.Throws<InvalidOperationException>(() => trainer.Backward(dy)).Message);
        trainer.Forward(x, [0, 1, 2, 3, 0]);
        Assert.Throws<InvalidOperationException>(() => trainer.Backward(dy));
        trainer.Forward(x);
        Assert.Contains("with a target", Assert.Throws<InvalidOperationException>(trainer.Backward).Message);
        Assert.Equal("outputGradient", Assert.Throws<ArgumentException>(() => trainer.Backward(dy.AsSpan(1))).ParamName);
        trainer.Backward(dy);   // the failures before changed nothing
        Assert.Throws<InvalidOperationException>(() => trainer.Backward(dy));
    }

    // Box and Muller, 1958.
    private static float[] Normal(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = 0f;
        foreach (var value in expected) scale = Math.Max(scale, Math.Abs(value));
        Assert.True(scale > 0, $"{name} is all zeros");
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-6f + 1e-4f * scale, $"{name}[{i}] is {actual[i]}, expected {expected[i]}");
    }
}
