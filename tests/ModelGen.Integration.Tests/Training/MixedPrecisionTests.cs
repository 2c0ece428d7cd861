using System.Globalization;
using System.Text.RegularExpressions;
using ModelGen.Integration.Tests.Models;
using ModelGen.Numerics;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Training;

/// <summary>Models in mixed precision beside the same models with floats.</summary>
public partial class MixedPrecisionTests
{
    private const int Samples = 12;

    private static readonly Dictionary<string, (Func<ITrainableModel> Float, Func<ITrainableModel> Mixed)> Pairs = new()
    {
        ["Images"] = (() => new FloatImages(seed: 4), () => new MixedImages(seed: 4)),
        ["Residuals"] = (() => new FloatResiduals(seed: 4), () => new MixedResiduals(seed: 4)),
        ["Writer"] = (() => new FloatWriter(seed: 4), () => new MixedWriter(seed: 4)),
        ["Reader"] = (() => new FloatReader(seed: 4), () => new MixedReader(seed: 4)),
    };

    public static TheoryData<string> Nets => [.. Pairs.Keys];

    private static Batch BatchFor(ITrainableModel model)
    {
        var columns = model.Info.InputColumns.Concat(model.Info.TargetColumns).ToArray();
        var batch = new Batch(columns, Samples);
        batch.Begin(Samples);
        var random = new Random(17);
        for (var column = 0; column < columns.Length; column++)
            if (columns[column].ElementType == ElementType.Index)
                foreach (ref var value in batch.IndicesToFill(column)) value = random.Next(columns[column].Classes ?? 2);
            else
                foreach (ref var value in batch.RealsToFill(column)) value = column < model.Info.InputColumns.Count ? random.NextSingle() - 0.5f : random.Next(2);
        return batch;
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Loss_and_gradients_agree_to_two_digits(string net)
    {
        var (exact, mixed) = (Pairs[net].Float(), Pairs[net].Mixed());
        using var expected = exact.CreateTrainer(new Sgd(1), Samples, threads: 1);
        using var actual = mixed.CreateTrainer(new Sgd(1), Samples, threads: 1);
        var batch = BatchFor(exact);
        Assert.Equal(expected.Forward(batch), actual.Forward(batch), 0.01);
        expected.Backward();
        actual.Backward();
        // Noise of a few 2⁻⁹ of the deviation turns some 0.3 % of ReLUs on or off, which moves gradients by the root of that.
        var allowed = net is "Images" or "Residuals" ? 0.12 : 0.03;
        var largest = expected.Gradients.Max(gradient => Norm(gradient.ToArray()));
        foreach (var (wanted, found) in expected.Gradients.Zip(actual.Gradients))
        {
            var difference = Norm([.. wanted.ToArray().Zip(found.ToArray(), (a, b) => a - b)]);
            Assert.True(difference <= allowed * Norm(wanted.ToArray()) + 0.002 * largest,
                $"{wanted.Name}: ‖Δ‖ = {difference:G3} of ‖gradient‖ = {Norm(wanted.ToArray()):G3}");
        }
        // Not the same thing computed twice.
        Assert.Contains(expected.Gradients.Zip(actual.Gradients), pair => !pair.First.ToArray().SequenceEqual(pair.Second.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Training_follows_that_of_floats(string net)
    {
        var (exact, mixed) = (Pairs[net].Float(), Pairs[net].Mixed());
        using var expected = exact.CreateTrainer(new Adam(2e-3f), Samples, threads: 1);
        using var actual = mixed.CreateTrainer(new Adam(2e-3f), Samples, threads: 1);
        var batch = BatchFor(exact);
        var first = expected.Forward(batch);
        for (var step = 0; step < 60; step++)
        {
            var (wanted, found) = (Step(expected, batch), Step(actual, batch));
            Assert.True(Math.Abs(wanted - found) <= 0.03 + 0.05 * wanted, $"step {step}: {found}, with floats {wanted}");
        }
        Assert.True(Step(actual, batch) < 0.8 * first);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void What_is_kept_of_a_sample_takes_about_half_the_memory(string net)
    {
        static double Workspace(ITrainableModel model)
        {
            var summary = (string)model.GetType().GetProperty("Summary")!.GetValue(null)!;
            var match = WorkspaceLine().Match(summary);
            Assert.True(match.Success, summary);
            return double.Parse(match.Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "KiB" ? 1024 : 1);
        }

        Assert.InRange(Workspace(Pairs[net].Mixed()) / Workspace(Pairs[net].Float()), 0.3, 0.68);
    }

    [Fact]
    public void Weights_move_by_steps_that_bfloat16_could_not_hold()
    {
        var model = new MixedImages(seed: 4);
        var before = model.Parameters.Select(parameter => parameter.ToArray()).ToArray();
        using var trainer = model.CreateTrainer(new Sgd(1e-5f), Samples);
        var batch = BatchFor(model);
        trainer.Forward(batch);
        trainer.Backward();
        var gradients = trainer.Gradients.Select(gradient => gradient.ToArray()).ToArray();
        trainer.Update();
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(before[i].Zip(gradients[i], (w, g) => w - 1e-5f * g), model.Parameters[i].ToArray(), (a, b) => Math.Abs(a - b) <= 1e-8f + 1e-6f * Math.Abs(a));
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void The_number_of_threads_changes_no_bit_and_steps_allocate_nothing(string net)
    {
        float[][] Trained(int threads)
        {
            var model = Pairs[net].Mixed();
            using var trainer = model.CreateTrainer(new Adam(1e-3f), Samples, threads);
            var batch = BatchFor(model);
            for (var i = 0; i < 3; i++) Step(trainer, batch);
            return [.. model.Parameters.Select(parameter => parameter.ToArray())];
        }

        var expected = Trained(1);
        Assert.All(expected, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        Assert.Equal(expected, Trained(3));

        var single = Pairs[net].Mixed();
        using var trainer = single.CreateTrainer(new Adam(1e-3f), Samples, threads: 1);
        var batch = BatchFor(single);
        Step(trainer, batch);
        Assert.Equal(0, Allocation.Of(() => Step(trainer, batch)));
    }

    [Fact]
    public void A_trained_model_predicts_what_its_trainer_saw_and_keeps_its_floats_in_files()
    {
        var model = new MixedResiduals(seed: 4);
        using var trainer = model.CreateTrainer(new Adam(1e-3f), Samples);
        var batch = BatchFor(model);
        for (var i = 0; i < 20; i++) Step(trainer, batch);
        using var file = new MemoryStream();
        model.Parameters.Save(file);
        var loaded = MixedResiduals.Load(file.ToArray());
        Assert.Equal(model.Parameters.Select(parameter => parameter.ToArray()), loaded.Parameters.Select(parameter => parameter.ToArray()));

        var (first, second) = (new float[Samples * 5], new float[Samples * 5]);
        model.Predict(batch.Reals(0), first);
        loaded.Predict(batch.Reals(0), second);
        Assert.Equal(first, second);
        var labels = batch.Indices(1).ToArray();
        var loss = Enumerable.Range(0, Samples).Average(i => -MathF.Log(first[5 * i + labels[i]]));
        Assert.Equal(trainer.Evaluate(batch), loss, 0.01);
    }

    [Fact]
    public void A_model_that_only_predicts_keeps_weights_in_half_the_memory()
    {
        var exact = new FloatPredictor(seed: 2);
        using var file = new MemoryStream();
        exact.Parameters.Save(file);
        var mixed = MixedPredictor.Load(file.ToArray());
        Assert.InRange(mixed.Parameters.Block.Length / (double)exact.Parameters.Block.Length, 0.5, 0.53);
        foreach (var (wanted, found) in exact.Parameters.Zip(mixed.Parameters))
        {
            var isWeight = wanted.Name.EndsWith("weight", StringComparison.Ordinal);
            Assert.Equal(wanted.ToArray().Select(value => isWeight ? (float)(BFloat16)value : value), found.ToArray());
        }

        // The products themselves are those of the rounded weights, to the last digits.
        var rounded = new FloatPredictor();
        foreach (var parameter in mixed.Parameters) rounded.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        foreach (var samples in new[] { 1, 5, 40 })
        {
            var x = Enumerable.Range(0, samples * 96).Select(i => MathF.Sin(i)).ToArray();
            var (expected, actual) = (new float[samples * 7], new float[samples * 7]);
            rounded.Predict(x, expected);
            mixed.Predict(x, actual);
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-5f);
        }
    }

    [Fact]
    public void Integers_take_a_quarter_of_the_memory_and_are_the_nearest()
    {
        var exact = new FloatPredictor(seed: 2);
        using var file = new MemoryStream();
        exact.Parameters.Save(file);
        var quantized = IntegerPredictor.Load(file.ToArray());
        Assert.InRange(quantized.Parameters.Block.Length / (double)exact.Parameters.Block.Length, 0.25, 0.3);
        Assert.Equal(NumberFormat.Int8, quantized.Parameters["dense1.weight"].Format);
        Assert.Equal(NumberFormat.Float32, quantized.Parameters["dense1.bias"].Format);
        foreach (var (wanted, found) in exact.Parameters.Zip(quantized.Parameters))
        {
            if (wanted.Shape.Count == 1)
            {
                Assert.Equal(wanted.ToArray(), found.ToArray());
                continue;
            }
            var inputs = wanted.Shape[1];
            foreach (var (row, kept) in wanted.ToArray().Chunk(inputs).Zip(found.ToArray().Chunk(inputs)))
            {
                var scale = row.Max(MathF.Abs) / 127;
                Assert.All(row.Zip(kept), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 0.501f * scale));
                Assert.All(kept, value => Assert.Equal(MathF.Round(value / scale), value / scale, 1e-3f));
            }
        }

        // What was saved by the quantized model loads as it was.
        using var again = new MemoryStream();
        quantized.Parameters.Save(again);
        var reloaded = IntegerPredictor.Load(again.ToArray());
        Assert.Equal(quantized.Parameters.Select(parameter => parameter.ToArray()), reloaded.Parameters.Select(parameter => parameter.ToArray()));

        // The products are those of the weights that are left.
        var rounded = new FloatPredictor();
        foreach (var parameter in quantized.Parameters) rounded.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        foreach (var samples in new[] { 1, 5, 40 })
        {
            var x = Enumerable.Range(0, samples * 96).Select(i => MathF.Sin(i)).ToArray();
            var (expected, actual) = (new float[samples * 7], new float[samples * 7]);
            rounded.Predict(x, expected);
            quantized.Predict(x, actual);
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 2e-5f);
        }
        Assert.All(new IntegerPredictor(seed: 1).Parameters["dense2.weight"].ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void A_model_trains_with_floats_and_predicts_with_integers()
    {
        var (exact, quantized) = (new TiedWriter(seed: 5), new IntegerWriter(seed: 5));
        using var expected = exact.CreateTrainer(new Adam(3e-3f), Samples, threads: 1);
        using var actual = quantized.CreateTrainer(new Adam(3e-3f), Samples, threads: 1);
        var batch = BatchFor(exact);
        for (var step = 0; step < 20; step++) Assert.Equal(Step(expected, batch), Step(actual, batch));
        Assert.Equal(exact.Parameters.Select(parameter => parameter.ToArray()), quantized.Parameters.Select(parameter => parameter.ToArray()));

        int[] text = [3, 1, 4, 1, 5];
        var (wanted, found) = (new float[5 * 11], new float[5 * 11]);
        exact.Predict(text, wanted, 5);
        quantized.Predict(text, found, 5);
        Assert.Equal(wanted, found, (a, b) => Math.Abs(a - b) <= 0.03f);
        Assert.NotEqual(wanted, found);

        // Anew after each change of the parameters.
        foreach (var parameter in quantized.Parameters) parameter.Fill(0);
        quantized.Predict(text, found, 5);
        Assert.All(found, probability => Assert.Equal(1 / 11f, probability, 1e-6f));
    }

    [Fact]
    public void A_language_model_writes_from_rounded_weights()
    {
        var (exact, mixed) = (new FloatWriter(seed: 9), new MixedWriter(seed: 9));
        int[] text = [3, 1, 4, 1, 5];
        var (expected, actual) = (new float[5 * 11], new float[5 * 11]);
        exact.Predict(text, expected, 5);
        mixed.Predict(text, actual, 5);
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 0.01f);
        Assert.NotEqual(expected, actual);
        var best = Enumerable.Range(0, 11).MaxBy(token => actual[44 + token]);
        Assert.Equal([best], mixed.Generate(text, new GenerateOptions { Temperature = 0, MaxTokens = 1 }));
    }

    private static float Step(ITrainer trainer, Batch batch)
    {
        var loss = trainer.Forward(batch);
        trainer.Backward();
        trainer.Update();
        return loss;
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));

    [GeneratedRegex(@"training workspace\s+([\d,.]+) (bytes|KiB) a sample")]
    private static partial Regex WorkspaceLine();
}
