using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Tests;

namespace ModelGen.Generator.Tests;

/// <summary>
/// Code that is being typed must never crash the generator: tokens of valid declarations are deleted, doubled and
/// swapped. The long run (see <see cref="LongRun"/>) makes 20,000 mutants instead of 200.
/// </summary>
public class FuzzTests
{
    private static readonly string[] Declarations =
    [
        """
        [Model(Loss = Losses.SparseCategoricalCrossEntropy, LabelSmoothing = 0.1f)]
        [Input(8, 8, 1)]
        [Conv2D(4, 3, Activation.Relu, padding: Padding.Same)]
        [MaxPool2D(2)]
        [Flatten]
        [Dense(3, Activation.Softmax, name: "head")]
        public sealed partial class Net;
        """,
        """
        public record Config(int Width, int Blocks = 2) { public int Half => Width / 2; }
        public static class Mine
        {
            static readonly int[] Sizes = [4, 2];
            public static Tensor Block(this Tensor x, Config config, string? name = null)
            {
                var (a, b) = (x.Dense(config.Half), x.Dense(config.Half, name: $"b{config.Blocks}"));
                Tensor[] all = [a, .. new[] { b }];
                foreach (var part in all[1..]) a += part * 0.5f;
                Tensor Twice(Tensor y) => y + y;
                return x.Residual(y => Twice(y).Dense(config.Width)) + a.Dense(x.Shape[^1]);
            }
            public static int SizeOf(int i) => i switch { 0 => Sizes[0], > 0 and < 5 => Sizes[1], _ => throw new ArgumentException("no", nameof(i)) };
        }
        [Model]
        public partial class Net
        {
            static (Tensor A, Tensor B) Forward([Input(3)] Tensor x, [Input(1)] Tensor z)
            {
                var config = new Config(4) with { Blocks = 1 };
                x = x.Dense(config.Width) + z;
                for (var i = 0; i < config.Blocks; i++) { if (i == 1) continue; x = x.Block(config, name: $"h.{i}"); }
                return (x.Dense(Mine.SizeOf(0)), x.Sigmoid());
            }
            static Tensor Loss(Tensor a, Tensor b, [Target] Tensor t, [Target(4)] Tensor s) => LossFunctions.MeanSquaredError(a, t) + LossFunctions.MeanSquaredError(b, s);
        }
        """,
    ];

    [Fact]
    public void MutantsNeverCrashTheGenerator()
    {
        var compilations = Declarations.Select(text => GeneratorHarness.Compilation(text)).ToArray();
        var tokens = Declarations.Select(text => GeneratorHarness.Parse(text, "").GetRoot().DescendantTokens().Select(token => token.ToFullString()).ToArray()).ToArray();
        var driver = GeneratorHarness.Driver();
        foreach (var i in LongRun.Cases(sample: 200, all: 20_000))
        {
            var which = i % Declarations.Length;
            var text = Mutate(tokens[which], new Random(i));
            var result = driver.RunGenerators(compilations[which].ReplaceSyntaxTree(compilations[which].SyntaxTrees[1], GeneratorHarness.Parse(text, "File0.cs"))).GetRunResult().Results.Single();
            Assert.True(result.Exception is null, $"Mutant {i}: {result.Exception}\n{text}");
            var failure = result.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Id == "MG0015" && diagnostic.GetMessage().Contains("could not be", StringComparison.Ordinal));
            Assert.True(failure is null, $"Mutant {i}: {failure?.GetMessage()}\n{text}");
        }
    }

    /// <summary>Found by the long run: for this code Roslyn throws where it should give an operation.</summary>
    [Fact]
    public void CodeThatRoslynHasNoOperationsForIsLeftToTheCompiler() => Assert.Empty(GeneratorHarness.Diagnose("""
        public static class Mine
        {
            public static Tensor Block(this Tensor x, Config config, string? name = null)
            {
                var (a, b) = (x.Dense(config.Half), x.Dense(config.Half, name: $"b{config.Blocks}));
        = [] all = [a, .. new[] { b }];
                return a;
            }
        }
        public record Config(int Half, int Blocks);
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(3)] Tensor x) => x.Block(new Config(2, 2));
        }
        """));

    private static string Mutate(string[] original, Random random)
    {
        var tokens = original.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var (at, other) = (random.Next(tokens.Count), random.Next(tokens.Count));
            switch (random.Next(3))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[at]);
                    break;
                default:
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
            }
        }
        return string.Concat(tokens);
    }
}
