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

    private static int[] Words(int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(i => i * 37 % vocabulary)];
}
