using ModelGen.Integration.Tests.Models;
using ModelGen.Tests;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class AverageTests
{
    [Fact]
    public void AverageIsTheOneWorkedOutByHand()
    {
        var model = new SoftmaxRegression(1, 2);
        var bias = model.Parameters["bias"];
        var average = new ExponentialMovingAverage(model.Parameters, 0.75f);
        foreach (var value in new[] { 1f, 2, 4 })
        {
            bias.CopyFrom([value, -value]);
            average.Update();
        }
        // 1, then 1 + ¼ · 1, then 1.25 + ¼ · 2.75
        Assert.Equal([1.9375f, -1.9375f], average.Average["bias"].ToArray());
        Assert.Equal(3ul, average.Updates);

        average.Swap();
        Assert.Equal([1.9375f, -1.9375f], bias.ToArray());
        average.Swap();
        Assert.Equal([4, -4], bias.ToArray());
    }

    [Fact]
    public void NothingIsSwappedBeforeTheFirstUpdate()
    {
        var model = new Penalised(seed: 1);
        var before = Bits(model);
        new ExponentialMovingAverage(model.Parameters).Swap();
        Assert.Equal(before, Bits(model));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialMovingAverage(model.Parameters, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(Clouds(6, features: 6, classes: 3), Quiet with { EmaDecay = 1 }));
    }

    [Fact]
    public void FitTrainsAsWithoutButJudgesKeepsAndGivesTheAverage()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (train, test) = Clouds(60, features: 4).Split(0.75);
            var options = Quiet with { Epochs = 4, BatchSize = 8, Validation = test, Optimizer = new Sgd(0.3f) };
            List<uint[]> plain = [], averaged = [], atEpochEnd = [];
            new Stateful(seed: 2).Fit(train, options with { Callbacks = [new Watcher { Batch = context => plain.Add(Bits(context.Model)) }] });

            var path = Path.Combine(folder.FullName, "best.safetensors");
            var best = new BestCheckpoint(path, "val_loss");
            var model = new Stateful(seed: 2);
            var history = model.Fit(train, options with
            {
                EmaDecay = 0.8f,
                Callbacks = [best, new Watcher { Batch = context => averaged.Add(Bits(context.Model)), Epoch = (context, _) => atEpochEnd.Add(Bits(context.Model)) }],
            });
            Assert.Equal(plain, averaged);

            // The mean of the states after each step, in double precision.
            var expected = plain[0].Select(bits => (double)BitConverter.UInt32BitsToSingle(bits)).ToArray();
            foreach (var state in plain.Skip(1))
            {
                for (var i = 0; i < expected.Length; i++)
                    expected[i] = 0.8 * expected[i] + 0.2 * BitConverter.UInt32BitsToSingle(state[i]);
            }
            Assert.All(expected.Zip(Bits(model)), pair =>
                Assert.Equal(pair.First, BitConverter.UInt32BitsToSingle(pair.Second), 1e-6 * Math.Max(1, Math.Abs(pair.First))));
            Assert.Equal(atEpochEnd[^1], Bits(model));
            Assert.NotEqual(plain[^1], Bits(model));

            var report = model.Evaluate(test);
            Assert.Equal(history.Epochs[^1].ValidationLoss!.Value, report.Loss!.Value, 1e-6);
            Assert.Equal(atEpochEnd[best.BestEpoch - 1], Bits(Stateful.Load(path)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void UpdatesAndSwapsAllocateNothing()
    {
        var model = new Penalised(seed: 1);
        var average = new ExponentialMovingAverage(model.Parameters);
        for (var i = 0; i < 3; i++)
            average.Update();
        Assert.Equal(0, Allocation.Of(() =>
        {
            average.Update();
            average.Swap();
            average.Swap();
        }));
    }
}
