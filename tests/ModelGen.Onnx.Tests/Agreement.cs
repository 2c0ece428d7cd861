namespace ModelGen.Onnx.Tests;

/// <summary>What ONNX Runtime makes of an exported model against what the model itself predicts.</summary>
internal static class Agreement
{
    private const float Tolerance = 1e-5f, SmallTolerance = 1e-3f;

    /// <summary>Asserts it on random samples, and says how large the difference is relative to the largest output.</summary>
    public static double Check(IModel model, int samples, int seed = 1)
    {
        var batch = Samples(model.Info.InputColumns, samples, seed);
        var expected = new float[samples * model.Info.OutputLength];
        model.Predict(batch, expected);
        using var peer = new Peer(model);
        return Close(expected, peer.Predict(model, batch));
    }

    /// <summary>
    /// Asserts that outputs are the same to 1e-5 of the largest, at least 1; and to 1e-3 of it where all are small, as the
    /// probabilities of many classes are.
    /// </summary>
    public static double Close(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        var allowed = Math.Min(Tolerance * Math.Max(1, largest), SmallTolerance * Math.Max(1e-6f, largest));
        var worst = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i])) continue;
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
            Assert.True(worst <= allowed, $"y[{i}] is {actual[i]:G9} in ONNX Runtime, {expected[i]:G9} by the model; the largest is {largest:G4}.");
        }
        return worst / Math.Max(float.Epsilon, largest);
    }

    /// <summary>Noise from −1 to 1, and any indices.</summary>
    public static Batch Samples(IReadOnlyList<ColumnInfo> columns, int samples, int seed)
    {
        var random = new Random(seed);
        var batch = new Batch(columns, samples);
        batch.Begin(samples);
        for (var column = 0; column < columns.Count; column++)
            if (columns[column].ElementType == ElementType.Real)
                foreach (ref var value in batch.RealsToFill(column)) value = 2 * random.NextSingle() - 1;
            else
                foreach (ref var index in batch.IndicesToFill(column)) index = random.Next(columns[column].Classes ?? 5);
        return batch;
    }

    /// <summary>Moves parameters away from what they start as, so that biases, gains and running statistics count.</summary>
    public static T Shaken<T>(this T model, int seed = 3) where T : IModel
    {
        var random = new Random(seed);
        foreach (var parameter in model.Parameters)
        {
            var values = parameter.ToArray();
            foreach (ref var value in values.AsSpan())
                value = parameter.Name.EndsWith("running_var", StringComparison.Ordinal)
                    ? 0.5f + random.NextSingle() : value + 0.1f * (2 * random.NextSingle() - 1);
            parameter.CopyFrom(values);
        }
        return model;
    }
}
