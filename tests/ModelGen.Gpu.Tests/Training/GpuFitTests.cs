namespace ModelGen.Tests.Training;

/// <summary>Training on a device beside the same on the processor: with the same masks, it goes the same way.</summary>
public sealed class GpuFitTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private readonly GpuDevice device = TestDevice.Open();
    private readonly DataSet train = Images(44, seed: 1), validation = Images(10, seed: 2);

    private static FitOptions Quiet => new() { Progress = ProgressStyle.None, Threads = 1, Epochs = 3, BatchSize = 8, Seed = 5 };

    public void Dispose()
    {
        device.Dispose();
        folder.Delete(recursive: true);
    }

    public static TheoryData<string> Variants => ["plain", "clipped", "accumulated", "averaged", "weighted", "constrained", "adapted", "decayed"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void FitGoesAsOnTheProcessor(string variant)
    {
        FitOptions Options() => variant switch
        {
            "clipped" => Quiet with { Optimizer = new Sgd(0.1f, momentum: 0.9f) { ClipNorm = 0.3f, ClipValue = 0.1f } },
            "accumulated" => Quiet with { Optimizer = new Adam(0.01f), BatchSize = 4, AccumulationSteps = 2 },
            "averaged" => Quiet with { Optimizer = new Adam(0.01f), EmaDecay = 0.9f },
            "weighted" => Quiet with { Optimizer = new RmsProp(0.003f, centered: true, momentum: 0.5f), ClassWeights = [1, 2, 0.5f] },
            "constrained" => Quiet with { Optimizer = new Adagrad(0.05f) { Constraints = [new MaxNorm(1), new WeightClip(0.5f)] } },
            "adapted" => Quiet with { Optimizer = new Adagrad(0.01f) },
            "decayed" => Quiet with { Optimizer = new AdamW(LearningRate.Cosine(0.02f, 18), weightDecay: 0.1f) },
            _ => Quiet with { Optimizer = new Sgd(0.1f), Validation = validation },
        };
        SmallNet onCpu = new(seed: 3), onGpu = new(seed: 3);
        var expected = onCpu.Fit(train, Options());
        var actual = onGpu.Fit(train, Options() with { Device = device });
        foreach (var (left, right) in expected.Epochs.Zip(actual.Epochs))
            foreach (var (name, value) in left.Values) Assert.Equal(value, right.Values[name], name.Contains("accuracy", StringComparison.Ordinal) ? 0.05 : 2e-3 * Math.Max(1, Math.Abs(value)));
        foreach (var parameter in onCpu.Parameters) AssertClose(parameter.ToArray(), onGpu.Parameters[parameter.Name].ToArray(), 2e-3f, parameter.Name);
    }

    /// <summary>Who sees a batch end may still change the next step, and may end training after it.</summary>
    [Fact]
    public void CallbacksAreCalledBetweenSteps()
    {
        SmallNet onCpu = new(seed: 3), onGpu = new(seed: 3);
        Halving left = new(), right = new();
        FitOptions Options(Callback callback) => Quiet with { Optimizer = new Sgd(0.3f), Callbacks = [callback] };
        onCpu.Fit(train, Options(left));
        var history = onGpu.Fit(train, Options(right) with { Device = device });
        Assert.Equal("enough", history.StopReason);
        Assert.Equal(8, right.Losses.Count);
        AssertClose([.. left.Losses], [.. right.Losses], 2e-3f, "losses");
        foreach (var parameter in onCpu.Parameters) AssertClose(parameter.ToArray(), onGpu.Parameters[parameter.Name].ToArray(), 2e-3f, parameter.Name);
    }

    /// <summary>The parameters are those before the step whose loss is not finite, though the step after it was started too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ALossThatIsNotFiniteStopsTrainingBeforeItsStep(int steps)
    {
        var labels = Labels(44);
        var pixels = Pixels(44, labels, seed: 1);
        pixels[20 * 72 + 5] = float.NaN;        // in the third batch of eight
        FitOptions Options() => Quiet with { Optimizer = new Adam(0.01f), Shuffle = false, AccumulationSteps = steps, BatchSize = 8 / steps };
        SmallNet onCpu = new(seed: 3), onGpu = new(seed: 3);
        var data = DataSet.Create(pixels, labels);
        var expected = Assert.Throws<DivergenceException>(() => onCpu.Fit(data, Options()));
        var actual = Assert.Throws<DivergenceException>(() => onGpu.Fit(data, Options() with { Device = device }));
        Assert.Equal(3UL, actual.Step);
        Assert.Equal(expected.Message, actual.Message);
        foreach (var parameter in onCpu.Parameters.Where(parameter => parameter.IsTrainable)) AssertClose(parameter.ToArray(), onGpu.Parameters[parameter.Name].ToArray(), 2e-3f, parameter.Name);
    }

    private sealed class Halving : Callback
    {
        public List<float> Losses { get; } = [];

        public override void OnBatchEnd(TrainingContext context)
        {
            Losses.Add(context.BatchLoss);
            context.Trainer.State.Optimizer.RateScale /= 2;
            if (Losses.Count == 8) context.Stop("enough");
        }
    }

    /// <summary>A checkpoint knows nothing of where it was made.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TrainingGoesOnElsewhere(bool beginsOnGpu)
    {
        var path = Path.Combine(folder.FullName, "training.safetensors");
        FitOptions Options() => Quiet with { Optimizer = new Adam(0.01f) };
        var whole = new SmallNet(seed: 3);
        whole.Fit(train, Options());
        new SmallNet(seed: 3).Fit(train, Options() with { Epochs = 2, CheckpointPath = path, Device = beginsOnGpu ? device : null });
        var resumed = new SmallNet(seed: 3);
        resumed.Fit(train, Options() with { ResumeFrom = path, Device = beginsOnGpu ? null : device });
        foreach (var parameter in whole.Parameters) AssertClose(parameter.ToArray(), resumed.Parameters[parameter.Name].ToArray(), 2e-3f, parameter.Name);
    }

    [Fact]
    public void SessionsSeeChangedParameters()
    {
        var model = new SmallNet(seed: 1);
        using var session = model.CreateGpuSession(device, 10);
        var batch = Pixels(10, Labels(10), seed: 2);
        float[] expected = new float[30], actual = new float[30];
        foreach (var scale in new[] { 1f, -2f })
        {
            model.Parameters["dense2.weight"].CopyFrom([.. model.Parameters["dense2.weight"].ToArray().Select(w => scale * w)]);
            model.Predict(batch, expected);
            session.Predict(batch, actual);
            AssertClose(expected, actual, 1e-5f, "output");
        }
        session.Predict(batch.AsSpan(0, 3 * 72), actual.AsSpan(0, 9));      // fewer samples
        AssertClose(expected[..9], actual[..9], 1e-5f, "output");
    }

    [Fact]
    public void AllThatATrainerShowsIsThatOfTheProcessor()
    {
        var model = new TwoHeads(seed: 2);
        var random = new Random(4);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() * 2 - 1)];
        float[] x = Numbers(20), y = Numbers(8), weights = [1, 0.5f, 2, 0];
        using var onCpu = model.CreateTrainer(new Sgd(0.1f), 4);
        using var onGpu = model.CreateGpuTrainer(device, new Sgd(0.1f), 4);
        Assert.Equal(onCpu.Forward(x, y, weights), onGpu.Forward(x, y, weights), 1e-5f);
        AssertClose(onCpu.Hidden, onGpu.Hidden, 1e-6f, "hidden");
        AssertClose(onCpu.MeanOutput, onGpu.MeanOutput, 1e-6f, "mean");
        onCpu.Backward();
        onGpu.Backward();
        AssertClose(onCpu.InputGradient, onGpu.InputGradient, 1e-5f, "input gradient");
        Assert.Equal(onCpu.Evaluate(x, y), onGpu.Evaluate(x, y), 1e-5f);
    }

    [Fact]
    public void ManyColumnsWithoutALoop()
    {
        var model = new WideNet(seed: 1);
        float[] x = [0.5f, -1, 2, 0.25f], expected = new float[128], actual = new float[128];
        model.Predict(x, expected);
        using (var session = model.CreateGpuSession(device)) session.Predict(x, actual);
        AssertClose(expected, actual, 1e-5f, "output");
        var weight = model.Parameters["dense1.weight"].ToArray();
        Assert.Equal(Enumerable.Range(0, 4).Sum(i => weight[127 * 4 + i] * x[i]), expected[127], 1e-5f);
    }

    [Fact]
    public void EqualBlocksDoWhatTheyDoOnTheProcessor()
    {
        DeepNet onCpu = new(seed: 2), onGpu = new(seed: 2);
        var random = new Random(4);
        var data = DataSet.Create(
            [.. Enumerable.Range(0, 40 * 9).Select(_ => random.NextSingle() - 0.5f)],
            [.. Enumerable.Range(0, 40 * 2).Select(_ => random.NextSingle())], targetLength: 2);
        FitOptions Options() => Quiet with { Optimizer = new Adam(0.01f) };
        onCpu.Fit(data, Options());
        onGpu.Fit(data, Options() with { Device = device });
        foreach (var parameter in onCpu.Parameters) AssertClose(parameter.ToArray(), onGpu.Parameters[parameter.Name].ToArray(), 1e-3f, parameter.Name);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var model = new SmallNet();
        Assert.Contains("Targets.Gpu", Assert.Throws<ArgumentException>(
            () => new CpuNet().Fit(DataSet.Create(new float[8], new float[2]), Quiet with { Device = device })).Message, StringComparison.Ordinal);
        using var trainer = model.CreateGpuTrainer(device, new Sgd(0.1f), 2);
        Assert.Throws<InvalidOperationException>(trainer.Backward);
        Assert.Contains("1 to 2 samples", Assert.Throws<ArgumentException>(() => trainer.Step(new float[3 * 72], new int[3])).Message, StringComparison.Ordinal);
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentException>(() => trainer.Step(new float[72], [3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateGpuTrainer(device, new Sgd(0.1f), 0));
        Assert.Contains("samples on a GPU", Assert.Throws<ArgumentOutOfRangeException>(
            () => model.CreateGpuSession(device, int.MaxValue)).Message, StringComparison.Ordinal);
    }

    private static DataSet Images(int count, int seed)
    {
        var labels = Labels(count);
        return DataSet.Create(Pixels(count, labels, seed), labels);
    }

    private static int[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => i % 3)];

    private static float[] Pixels(int count, int[] labels, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * 72).Select(i => (float)random.NextDouble() + (i % 3 == labels[i / 72] ? 0.7f : 0))];
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])), $"{what}[{i}] is {actual[i]:G9}, on the processor {expected[i]:G9}.");
    }
}
