using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Sequences;

/// <summary>Text that a language model writes, and how its tokens are drawn.</summary>
public class GenerateTests
{
    private static readonly float[] Scores = [MathF.Log(0.1f), MathF.Log(0.4f), float.NegativeInfinity, MathF.Log(0.2f), MathF.Log(0.3f)];

    /// <summary>
    /// By hand, from probabilities 0.1, 0.4, 0, 0.2, 0.3. A temperature of 1/2 squares them: 0.01, 0.16, 0, 0.04, 0.09, of
    /// 0.3 together. The two likeliest of the first: 4/7 and 3/7. Top-p 0.7 takes 0.4 + 0.3, top-p 0.71 the 0.2 too; of the
    /// squares 0.16/0.3 = 0.53 and 0.09/0.3 = 0.3 make 0.83. Behind top-k 3 (0.4, 0.3, 0.2 of 0.9), 0.7 of the rest is
    /// 0.63 &lt; 0.7.
    /// </summary>
    [Theory]
    [InlineData(1, 0, 1, new[] { 0.1, 0.4, 0, 0.2, 0.3 })]
    [InlineData(0.5, 0, 1, new[] { 1 / 30.0, 16 / 30.0, 0, 4 / 30.0, 9 / 30.0 })]
    [InlineData(1, 2, 1, new[] { 0, 4 / 7.0, 0, 0, 3 / 7.0 })]
    [InlineData(1, 100, 1, new[] { 0.1, 0.4, 0, 0.2, 0.3 })]
    [InlineData(1, 0, 0.69, new[] { 0, 4 / 7.0, 0, 0, 3 / 7.0 })]
    [InlineData(1, 0, 0.71, new[] { 0, 4 / 9.0, 0, 2 / 9.0, 3 / 9.0 })]
    [InlineData(1, 0, 0.01, new[] { 0, 1.0, 0, 0, 0 })]
    [InlineData(0.5, 0, 0.82, new[] { 0, 16 / 25.0, 0, 0, 9 / 25.0 })]
    [InlineData(1, 3, 0.7, new[] { 0, 4 / 7.0, 0, 0, 3 / 7.0 })]
    [InlineData(0, 0, 1, new[] { 0, 1.0, 0, 0, 0 })]
    public void The_distribution_is_the_one_that_the_options_say(double temperature, int topK, double topP, double[] expected)
    {
        var options = new GenerateOptions { Temperature = (float)temperature, TopK = topK, TopP = (float)topP };
        float[] probabilities = [.. Scores.Select(MathF.Exp)];
        foreach (var (kind, prediction) in new[] { (OutputKind.Logits, Scores), (OutputKind.Probabilities, probabilities), (OutputKind.Linear, [.. Scores.Select(score => score + 7)]) })
        {
            var sampler = new TokenSampler(5, options, kind);
            var actual = new double[5];
            sampler.Distribution(prediction, actual);
            for (var i = 0; i < 5; i++) Assert.Equal(expected[i], actual[i], 1e-6);

            const int draws = 20_000;
            var counts = new int[5];
            for (var i = 0; i < draws; i++) counts[sampler.Draw(prediction)]++;
            for (var i = 0; i < 5; i++)
            {
                var deviation = Math.Sqrt(draws * expected[i] * (1 - expected[i]));
                Assert.InRange(counts[i] - draws * expected[i], -4 * deviation - 1e-3, 4 * deviation + 1e-3);
            }
        }
    }

    [Fact]
    public void The_seed_decides_the_draws()
    {
        int[] Draws(int seed)
        {
            var sampler = new TokenSampler(5, new GenerateOptions { Seed = seed });
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Draw(Scores))];
        }

        Assert.Equal(Draws(1), Draws(1));
        Assert.NotEqual(Draws(1), Draws(2));
    }

    [Fact]
    public void Options_out_of_range_and_diverged_models_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampler(5, new GenerateOptions { Temperature = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampler(5, new GenerateOptions { Temperature = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampler(5, new GenerateOptions { TopP = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampler(5, new GenerateOptions { TopK = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenSampler(5, new GenerateOptions { MaxTokens = -1 }));
        var sampler = new TokenSampler(2, new GenerateOptions());
        Assert.Throws<ArgumentException>(() => sampler.Draw([float.NaN, float.NaN]));
        Assert.Throws<ArgumentException>(() => sampler.Draw([1]));
        Assert.Equal(1, sampler.Draw([float.NaN, 0]));
    }

    /// <summary>The likeliest token, as predicting the whole text again for each one finds it.</summary>
    [Fact]
    public void Without_temperature_it_is_the_likeliest_token()
    {
        var model = new Decoder(seed: 5);
        List<int> expected = [3, 1, 4];
        while (expected.Count < 12)
        {
            var scores = new float[expected.Count * 11];
            model.Predict(expected.ToArray(), scores, expected.Count);
            expected.Add(scores.AsSpan(scores.Length - 11).ToArray().Index().MaxBy(score => score.Item).Index);
        }
        var actual = model.Generate([3, 1, 4], new GenerateOptions { Temperature = 0, MaxTokens = 9 });
        Assert.Equal(expected.Skip(3), actual);
    }

    [Fact]
    public void The_same_seed_writes_the_same_text()
    {
        var model = new Long(seed: 5);
        var options = new GenerateOptions { MaxTokens = 60, Seed = 3 };
        var text = model.Generate([1, 2], options).ToArray();
        Assert.Equal(60, text.Length);
        Assert.Equal(text, model.Generate([1, 2], options));
        Assert.NotEqual(text, model.Generate([1, 2], options with { Seed = 4 }));
        Assert.True(text.Distinct().Count() > 3);
    }

    [Fact]
    public void The_stop_token_ends_the_text_and_is_not_part_of_it()
    {
        var model = new Long(seed: 5);
        var options = new GenerateOptions { MaxTokens = 100, Seed = 3 };
        var text = model.Generate([1, 2], options).ToArray();
        var stop = text[40];
        Assert.Equal(text.TakeWhile(token => token != stop), model.Generate([1, 2], options with { StopToken = stop }));
    }

    [Fact]
    public void A_text_longer_than_the_context_is_refused_or_slides()
    {
        var model = new Decoder(seed: 5);
        // Nine tokens more make twelve positions; the tenth is drawn from the last of them, and the eleventh has no room.
        var text = new List<int>();
        var mistake = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var token in model.Generate([3, 1, 4], new GenerateOptions())) text.Add(token);
        });
        Assert.Contains("room for 12 positions", mistake.Message);
        Assert.Equal(10, text.Count);
        Assert.Throws<InvalidOperationException>(() => model.Generate(new int[13]));
        Assert.Throws<ArgumentException>(() => model.Generate([]));

        var slid = model.Generate([3, 1, 4], new GenerateOptions { MaxTokens = 40, Overflow = ContextOverflow.Slide, Temperature = 0 }).ToArray();
        Assert.Equal(40, slid.Length);
        // Where there was no room, the model went on from the last six positions and the token drawn behind them.
        int[] all = [3, 1, 4, .. slid];
        var scores = new float[7 * 11];
        model.Predict(all.AsSpan(6, 7), scores, 7);
        Assert.Equal(scores.AsSpan(66).ToArray().Index().MaxBy(score => score.Item).Index, all[13]);
    }

    [Fact]
    public void A_token_allocates_nothing()
    {
        var options = new GenerateOptions { MaxTokens = 300, Overflow = ContextOverflow.Slide, TopK = 6, TopP = 0.9f, Temperature = 0.7f };
        var text = new TextGeneration(new Long(seed: 5).CreateSession(), options);
        text.Start([1, 2, 3]);
        while (text.MoveNext())
        {
        }
        var tokens = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            text.Start([1, 2, 3]);
            for (tokens = 0; text.MoveNext(); tokens++)
            {
            }
        }));
        Assert.Equal(300, tokens);
        Assert.Throws<ArgumentException>(() => new TextGeneration(new Long().CreateSession(samples: 2)));
    }
}
