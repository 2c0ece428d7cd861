namespace ModelGen.Integration.Tests.Gradients;

/// <summary><c>Backward(outputGradient)</c> and <c>InputGradient</c> of generated trainers.</summary>
public class OutputGradientTests
{
    private const int Batch = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_halves_of_a_model_learn_as_the_whole_does(int threads)
    {
        var (image, label) = (Normal(1, Batch * 72), new[] { 0, 3, 1, 1, 2 });
        var (first, second, whole) = (new FirstHalf(seed: 5), new SecondHalf(seed: 6), new Whole());
        foreach (var parameter in first.Parameters.Concat(second.Parameters))
            whole.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        using var firstTrainer = first.CreateTrainer(new Sgd(0.1f), Batch, threads);
        using var secondTrainer = second.CreateTrainer(new Sgd(0.1f), Batch, threads);
        using var wholeTrainer = whole.CreateTrainer(new Sgd(0.1f), Batch, threads);
        for (var step = 0; step < 3; step++)
        {
            var expected = wholeTrainer.Forward(image, label);
            wholeTrainer.Backward();

            var code = firstTrainer.Forward(image);
            Assert.Equal(expected, secondTrainer.Forward(code, label), 1e-5f);
            secondTrainer.Backward();
            firstTrainer.Backward(secondTrainer.InputGradient);

            foreach (var gradient in firstTrainer.Gradients.Concat(secondTrainer.Gradients))
                Near(wholeTrainer.Gradients[gradient.Name].ToArray(), gradient.ToArray(), gradient.Name);
            firstTrainer.Update();
            secondTrainer.Update();
            wholeTrainer.Update();
        }
        foreach (var parameter in first.Parameters.Concat(second.Parameters))
            Near(whole.Parameters[parameter.Name].ToArray(), parameter.ToArray(), parameter.Name);
    }

    /// <summary>(∂/∂p) Σ r·y by finite differences of Predict, for parameters and inputs, of all outputs at once.</summary>
    [Fact]
    public void Gradients_are_slopes_of_the_outputs()
    {
        var model = new TwoSided(seed: 3);
        var (left, right) = (Normal(1, Batch * 4), Normal(2, Batch * 3));
        var (dMean, dMap) = (Normal(3, Batch), Normal(4, Batch * 4));
        using var trainer = model.CreateTrainer(new Sgd(1), Batch);
        trainer.Forward(left, right);
        trainer.Backward(dMean, dMap);

        Slope(left, trainer.LeftGradient.ToArray(), _ => { }, "left");
        Slope(right, trainer.RightGradient.ToArray(), _ => { }, "right");
        foreach (var parameter in model.Parameters)
            Slope(parameter.ToArray(), trainer.Gradients[parameter.Name].ToArray(), values => parameter.CopyFrom(values), parameter.Name);

        // Each output is predicted as the trainer has it.
        var (mean, map) = (new float[Batch], new float[Batch * 4]);
        model.Predict(left, right, mean, map);
        Near(mean, trainer.MeanOutput.ToArray(), "mean");
        Near(map, trainer.MapOutput.ToArray(), "map");

        void Slope(float[] values, float[] gradient, Action<float[]> set, string name)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                var slope = (Value(value + 1e-2f) - Value(value - 1e-2f)) / 2e-2;
                values[i] = value;
                set(values);
                Assert.True(Math.Abs(slope - gradient[i]) < 2e-3 * (1 + Math.Abs(slope)), $"{name}[{i}]: slope {slope}, gradient {gradient[i]}");

                double Value(float at)
                {
                    values[i] = at;
                    set(values);
                    var (y, z) = (new float[Batch], new float[Batch * 4]);
                    model.Predict(left, right, y, z);
                    return y.Zip(dMean, (a, b) => (double)a * b).Sum() + z.Zip(dMap, (a, b) => (double)a * b).Sum();
                }
            }
        }
    }

    /// <summary>What the model's own loss does, done from outside: dL/dy = 2 (y − t) / (N · K).</summary>
    [Fact]
    public void An_outer_loss_gives_the_gradients_of_the_inner_one()
    {
        var model = new TwoSided(seed: 4);
        var (left, right) = (Normal(5, Batch * 4), Normal(6, Batch * 3));
        var (mean, map) = (Normal(7, Batch), Normal(8, Batch * 4));
        using var inner = model.CreateTrainer(new Sgd(1), Batch);
        using var outer = model.CreateTrainer(new Sgd(1), Batch);
        inner.Forward(left, right, mean, map);
        inner.Backward();
        outer.Forward(left, right);
        outer.Backward(
            [.. outer.MeanOutput.ToArray().Zip(mean, (y, t) => 2 * (y - t) / Batch)],
            [.. outer.MapOutput.ToArray().Zip(map, (y, t) => 2 * (y - t) / (Batch * 4))]);
        foreach (var gradient in outer.Gradients)
            Near(inner.Gradients[gradient.Name].ToArray(), gradient.ToArray(), gradient.Name);
        Near(inner.LeftGradient.ToArray(), outer.LeftGradient.ToArray(), "left");
        Near(inner.RightGradient.ToArray(), outer.RightGradient.ToArray(), "right");
        Near(inner.Mixed.ToArray(), outer.Mixed.ToArray(), "mixed");
        Near(inner.MixedGradient.ToArray(), outer.MixedGradient.ToArray(), "dMixed");
    }

    [Fact]
    public void Backward_adds_until_Update_or_ClearGradients()
    {
        var model = new SecondHalf(seed: 1);
        var (x, dy) = (Normal(1, Batch * 5), Normal(2, Batch * 4));
        using var trainer = model.CreateTrainer(new Sgd(0), Batch);
        Run();
        var once = trainer.Gradients["classes.weight"].ToArray();
        Run();
        Near([.. once.Select(g => 2 * g)], trainer.Gradients["classes.weight"].ToArray(), "twice");
        trainer.Forward(x, [0, 1, 2, 3, 0]);
        trainer.Backward();
        Assert.NotEqual([.. once.Select(g => 2 * g)], trainer.Gradients["classes.weight"].ToArray());
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

    /// <summary>With ones going in, the gradient of the weights is the mask itself.</summary>
    [Fact]
    public void Batches_of_one_step_have_dropout_masks_of_their_own()
    {
        using var trainer = new Dropped().CreateTrainer(new Sgd(0), batchSize: 1);
        var ones = Enumerable.Repeat(1f, 64).ToArray();
        var first = Mask();
        Assert.Equal([0, 2], first.Distinct().Order());
        var both = Mask();
        Assert.NotEqual([.. first.Select(mask => 2 * mask)], both);
        Assert.Subset(new HashSet<float> { 0, 2, 4 }, both.ToHashSet());
        trainer.ClearGradients();
        Assert.Equal(first, Mask());        // the same step again
        trainer.Update();
        Assert.NotEqual(first, Mask());

        float[] Mask()
        {
            trainer.Forward(ones);
            trainer.Backward([1f]);
            return trainer.Gradients["sum.weight"].ToArray();
        }
    }

    [Fact]
    public void Each_Backward_wants_its_own_Forward()
    {
        using var trainer = new SecondHalf().CreateTrainer(new Sgd(1), Batch);
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

    /// <summary>A generator learns the mean and spread of N(3, 0.5²) from a discriminator's input gradient alone.</summary>
    [Fact]
    public void Two_models_trained_against_each_other_approach_the_data()
    {
        const int Batch = 64;
        var (generator, discriminator) = (new Generator(seed: 1), new Discriminator(seed: 2));
        using var making = generator.CreateTrainer(new Adam(1e-3f, beta1: 0.5f), Batch);
        using var judging = discriminator.CreateTrainer(new Adam(2e-3f, beta1: 0.5f), Batch);
        var random = new Random(3);
        var (ones, zeros) = (Enumerable.Repeat(1f, Batch).ToArray(), new float[Batch]);
        for (var step = 0; step < 2000; step++)
        {
            float[] real = [.. Normal(random, Batch).Select(x => 3 + 0.5f * x)];
            var fake = making.Forward(Normal(random, 2 * Batch));
            judging.Forward(real, ones);
            judging.Backward();
            judging.Forward(fake, zeros);
            judging.Backward();
            judging.Update();

            judging.Forward(fake, ones);
            judging.Backward();
            making.Backward(judging.InputGradient);
            making.Update();
            judging.ClearGradients();
        }
        var made = new float[1000];
        generator.Predict(Normal(random, 2 * made.Length), made);
        var mean = made.Average();
        Assert.InRange(mean, 2.5f, 3.5f);
        Assert.InRange(Math.Sqrt(made.Average(x => (x - mean) * (x - mean))), 0.1, 1.2);
    }

    private static float[] Normal(int seed, int count) => Normal(new Random(seed), count);

    // Box and Muller, 1958.
    private static float[] Normal(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    private static void Near(float[] expected, float[] actual, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-6f + 1e-4f * scale, $"{name}[{i}] is {actual[i]}, expected {expected[i]}");
    }
}
