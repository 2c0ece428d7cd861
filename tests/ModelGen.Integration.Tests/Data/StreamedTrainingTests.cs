using ModelGen.Integration.Tests.Training;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Data;

public sealed class StreamedTrainingTests : IDisposable
{
    private readonly Folder folder = new();
    private readonly DataSet train = Clouds(50, features: 4), validation = Clouds(20, features: 4, seed: 2);

    public void Dispose() => folder.Dispose();

    private static FitOptions Options(DataSource validation) => Quiet with { Epochs = 3, BatchSize = 8, Seed = 5, Validation = validation };

    [Fact]
    public void AFileTrainsBitByBitLikeTheSamplesInMemory()
    {
        train.Save(folder["train"]);
        validation.Save(folder["validation"]);
        using var trainFile = DataFile.Open(folder["train"]);
        using var validationFile = DataFile.Open(folder["validation"]);
        SoftmaxRegression inMemory = new(4, 2, dropout: 0.3f), streamed = new(4, 2, dropout: 0.3f), ahead = new(4, 2, dropout: 0.3f);
        var expected = inMemory.Fit(train, Options(validation));
        var actual = streamed.Fit(trainFile, Options(validationFile));
        ahead.Fit(trainFile.Prefetch(3), Options(validationFile.Prefetch()));
        Assert.Equal(Bits(inMemory), Bits(streamed));
        Assert.Equal(Bits(inMemory), Bits(ahead));
        foreach (var (left, right) in expected.Epochs.Zip(actual.Epochs))
            Assert.Equal(left.Values, right.Values);
        Assert.Equal(inMemory.Evaluate(validation).ToString(), streamed.Evaluate(validationFile.Prefetch(), batchSize: 7).ToString());
        Assert.Equal(inMemory.Predict(validation), streamed.Predict(validationFile, batchSize: 7));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("csv")]
    [InlineData("augmented")]
    public void InterruptedTrainingGoesOnBitByBit(string kind)
    {
        using var source = kind == "csv" ? null : Saved();
        DataSource Train() => kind switch
        {
            "file" => source!.Prefetch(),
            "csv" => CsvStream.Open(Csv(), ["0", "1", "2", "3"], "4", ["0", "1"], new() { HasHeader = false }, shuffleBuffer: 13).Prefetch(),
            _ => source!.Transform(new Noise(), threads: 2).Prefetch(),
        };
        var whole = new SoftmaxRegression(4, 2, dropout: 0.3f);
        whole.Fit(Train(), Options(validation));
        foreach (var interruptedAt in new[] { 1, 6, 7, 8, 20 })        // of 7 batches an epoch
        {
            using var cancellation = new CancellationTokenSource();
            var done = 0;
            var stop = new Watcher { Batch = _ => { if (++done == interruptedAt) cancellation.Cancel(); } };
            var options = Options(validation) with { CheckpointPath = folder["checkpoint"], Callbacks = [stop] };
            Assert.Throws<OperationCanceledException>(() => new SoftmaxRegression(4, 2, dropout: 0.3f).Fit(Train(), options, cancellation.Token));
            var resumed = new SoftmaxRegression(4, 2, dropout: 0.3f);
            resumed.Fit(Train(), Options(validation) with { ResumeFrom = folder["checkpoint"], Callbacks = [new Watcher()] });
            Assert.Equal(Bits(whole), Bits(resumed));
        }
    }

    [Fact]
    public void ValidationIsSplitOffWhereThatCanBe()
    {
        using var file = Saved();
        var history = new SoftmaxRegression(4, 2).Fit(file.Prefetch(), Quiet with { Epochs = 1, ValidationSplit = 0.2, ClassWeights = [1, 2] });
        Assert.Contains("val_loss", history.Epochs[0].Values.Keys);
        var csv = CsvStream.Open(Csv(), ["0", "1", "2", "3"], "4", ["0", "1"], new() { HasHeader = false });
        Assert.Contains("CsvStream cannot be split", Assert.Throws<ArgumentException>(
            () => new SoftmaxRegression(4, 2).Fit(csv, Quiet with { ValidationSplit = 0.2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelsWithoutALossAreEvaluatedToo()
    {
        using var file = Saved();
        Assert.Equal(new Guess().Evaluate(train).ToString(), new Guess().Evaluate(file.Prefetch(), batchSize: 3).ToString());
        Assert.Null(new Guess().Evaluate(file.Prefetch()).Loss);
        Assert.Throws<ArgumentException>(() => new Guess().Evaluate(file.Split(0).First));
    }

    private DataFile Saved()
    {
        train.Save(folder["train"]);
        return DataFile.Open(folder["train"]);
    }

    private string Csv() => folder.Write("train.csv", string.Join('\n', Enumerable.Range(0, train.Count).Select(i => string.Join(',',
        [.. train.Reals(0, i).ToArray().Select(x => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture)), train.Indices(1, i)[0].ToString(System.Globalization.CultureInfo.InvariantCulture)]))));

    private sealed class Noise : ISampleTransform
    {
        public int InputLength => 4;

        public int OutputLength => 4;

        public void Apply(ReadOnlySpan<float> values, Span<float> transformed, ulong seed)
        {
            var random = new Random((int)seed);
            for (var i = 0; i < values.Length; i++)
                transformed[i] = values[i] + random.NextSingle();
        }
    }

    private sealed class Guess : IModel
    {
        public ModelInfo Info { get; } = new()
        {
            Name = nameof(Guess),
            InputColumns = [new("x", ElementType.Real, 4)],
            TargetColumns = [new("label", ElementType.Index, 1, 2)],
            OutputLength = 2,
            OutputKind = OutputKind.Probabilities,
        };

        public ParameterSet Parameters => throw new NotSupportedException();

        public void Predict(Batch batch, Span<float> output)
        {
            for (var i = 0; i < batch.Count; i++)
                (output[2 * i], output[2 * i + 1]) = batch.Reals(0)[4 * i] > 1 ? (0.75f, 0.25f) : (0.4f, 0.6f);
        }
    }
}
