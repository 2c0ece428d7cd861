using System.Text.RegularExpressions;

namespace ModelGen.Generator.Tests;

/// <summary>What the generator writes for GPT-2 (124M), twelve equal blocks.</summary>
public class LargeModelTests
{
    private static string Gpt2(string dropout) => $$"""
        [Model(Loss = Losses.SparseCategoricalCrossEntropy)]
        public sealed partial class Gpt2
        {
            static Tensor Forward([Input(1024)] Indices tokens)
            {
                var table = Tensor.Parameter("wte.weight", [50257, 768], Initializer.Normal, scale: 0.02f);
                var x = Primitives.Lookup(table, tokens).LearnedPositions(name: "wpe").Dropout({{dropout}});
                for (var i = 0; i < 12; i++)
                    x = x.DecoderBlock(12, activation: Activation.GeluTanh, normFirst: true, dropout: {{dropout}}, name: "h." + i);
                return x.LayerNorm(name: "ln_f").MatMul(table, transposeRight: true).Softmax();
            }
        }
        """;

    /// <summary>With dropout the evaluation has a program of its own.</summary>
    [Theory]
    [InlineData("0", 250_000)]
    [InlineData("0.1f", 280_000)]
    public void EqualBlocksShareTheirKernelsAndBecomeLoops(string dropout, int mostCharacters)
    {
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(Gpt2(dropout))).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        var texts = result.GeneratedSources.Select(source => source.SourceText.ToString()).ToArray();
        Assert.InRange(texts.Sum(text => text.Length), 100_000, mostCharacters);

        var all = string.Concat(texts);
        Assert.Contains("public const int ParameterCount = 124_439_808;", all);
        // Attention: once for prediction, once for training, once for evaluation without dropout, once backward.
        Assert.InRange(Regex.Matches(all, @"static void \w+Scores<T, TRows>").Count, 3, 4);
        Assert.Contains("for (nuint block = 0; block < 12; block++)", all);
    }
}
