namespace ModelGen.Integration.Tests.Models;

public class FrozenTests
{
    [Fact]
    public void A_frozen_model_predicts_the_same_from_tables()
    {
        var (thawed, frozen) = (new ThawedReader(seed: 3), new FrozenReader(seed: 3));
        foreach (var samples in new[] { 1, 7, 40 }) Compare(samples);

        // The tables follow the parameters: through training, and as they are written.
        using (var trainer = frozen.CreateTrainer(new Sgd(0.5f), batchSize: 8))
            trainer.Step(Words(8 * 9, 53), [1, 0, 1, 1, 0, 0, 1, 0]);
        foreach (var parameter in frozen.Parameters) thawed.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        Compare(7);
        frozen.Parameters["lstm1.bias_ih_l0"].Fill(0.7f);
        thawed.Parameters["lstm1.bias_ih_l0"].Fill(0.7f);
        Compare(7);

        void Compare(int samples)
        {
            var words = Words(samples * 9, 53);
            var (expected, actual) = (new float[samples], new float[samples]);
            thawed.Predict(words, expected);
            frozen.Predict(words, actual);
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-6f);
        }
    }

    [Fact]
    public void Positions_of_any_number_are_read_from_tables()
    {
        var (thawed, frozen) = (new ThawedTagger(seed: 3), new FrozenTagger(seed: 3));
        foreach (var length in new[] { 1, 4, 7 })
        {
            var words = Words(2 * length, 101);
            var (expected, actual) = (new float[2 * length * 3], new float[2 * length * 3]);
            thawed.Predict(words, expected, length);
            frozen.Predict(words, actual, length);
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-6f);
        }
    }

    [Fact]
    public void Products_behind_an_embedding_are_gone()
    {
        // word (101, 10) → up (101, 21) → gates (101, 24): 24 numbers are read where 10 · 21 + 21 · 24 were multiplied.
        Assert.Contains("Table", Words(typeof(FrozenTagger)), StringComparison.Ordinal);
        Assert.DoesNotContain("Table", Words(typeof(ThawedTagger)), StringComparison.Ordinal);

        static string Words(Type model) => string.Join(" ", model.GetNestedTypes(System.Reflection.BindingFlags.NonPublic)
            .SelectMany(type => type.GetMethods(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
            .Select(method => method.Name));
    }

    [Fact]
    public void Batch_normalisations_are_part_of_the_weights_around_them()
    {
        var (thawed, frozen) = (new ThawedImages(seed: 3), new FrozenImages(seed: 3));
        Shake(thawed.Parameters, frozen.Parameters);
        foreach (var samples in new[] { 1, 7, 40 }) Compare(samples);

        // They follow weights and running statistics that a step of training changes.
        using (var trainer = frozen.CreateTrainer(new Sgd(0.1f), batchSize: 8))
            trainer.Step(Numbers(8 * 14 * 14 * 3), [1, 0, 2, 1, 3, 4, 1, 0]);
        foreach (var parameter in frozen.Parameters) thawed.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        Compare(7);

        // What is saved and loaded is what was declared.
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            frozen.Save(file);
            thawed = ThawedImages.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
        Compare(5);

        void Compare(int samples) => AssertSame(samples * 5, Numbers(samples * 14 * 14 * 3), thawed.Predict, frozen.Predict);
    }

    [Fact]
    public void Norms_of_rows_are_part_of_the_products_behind_them()
    {
        var (thawed, frozen) = (new ThawedEncoder(seed: 3), new FrozenEncoder(seed: 3));
        Shake(thawed.Parameters, frozen.Parameters);
        foreach (var length in new[] { 1, 4, 9 })
            AssertSame(2 * length * 7, Words(2 * length, 31), (x, y) => thawed.Predict(x, y, length), (x, y) => frozen.Predict(x, y, length));

        var (all, each) = (new float[6 * 7], new float[6 * 7]);
        thawed.Predict(Words(6, 31), all, 6);
        var session = frozen.CreateSession();
        for (var i = 0; i < 6; i++) session.Predict(Words(6, 31).AsSpan(i, 1), each.AsSpan(7 * i, 7));
        Assert.Equal(all, each, (a, b) => Math.Abs(a - b) <= 1e-5f);
    }

    [Fact]
    public void A_small_net_is_straight_line_code_from_folded_weights()
    {
        var (thawed, frozen) = (new ThawedSmall(seed: 3), new FrozenSmall(seed: 3));
        Shake(thawed.Parameters, frozen.Parameters);
        foreach (var samples in new[] { 1, 5 }) AssertSame(samples * 3, Numbers(samples * 9), thawed.Predict, frozen.Predict);
    }

    private delegate void Prediction<T>(ReadOnlySpan<T> x, Span<float> y);

    private static void AssertSame<T>(int outputs, T[] x, Prediction<T> thawed, Prediction<T> frozen)
    {
        var (expected, actual) = (new float[outputs], new float[outputs]);
        thawed(x, expected);
        frozen(x, actual);
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-5f);
        Assert.True(expected.Distinct().Count() > 1);
    }

    // Other than what they start with, so that scales and shifts matter; variances stay positive.
    private static void Shake(ParameterSet thawed, ParameterSet frozen)
    {
        var random = new Random(5);
        foreach (var parameter in thawed)
        {
            var values = parameter.ToArray();
            for (var i = 0; i < values.Length; i++) values[i] += 0.4f * (random.NextSingle() - 0.5f);
            parameter.CopyFrom(values);
            frozen[parameter.Name].CopyFrom(values);
        }
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => i * 37 % 101 / 50f - 1)];

    private static int[] Words(int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(i => i * 37 % vocabulary)];
}
