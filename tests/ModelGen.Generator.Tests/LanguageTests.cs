namespace ModelGen.Generator.Tests;

/// <summary>
/// Each C# construct that <c>Forward</c> understands means what it means in C#: the model is compiled to the very text
/// that a declaration without it gives.
/// </summary>
public class LanguageTests
{
    [Theory]
    [InlineData("for", "for (var i = 0; i < 3; i++) x = x.Dense(4 + i); return x;", "return x.Dense(4).Dense(5).Dense(6);")]
    [InlineData("for with two variables", "for (int i = 0, j = 8; i < j; i += 4, j--) x = x.Dense(i + j); return x;", "return x.Dense(8).Dense(11);")]
    [InlineData("foreach over an array", "int[] widths = [8, 4]; foreach (var width in widths) x = x.Dense(width); return x;", "return x.Dense(8).Dense(4);")]
    [InlineData("foreach over tensors", "var sum = x; foreach (var part in new[] { x.Relu(), x.Tanh() }) sum += part; return sum;", "var sum = x; sum += x.Relu(); sum += x.Tanh(); return sum;")]
    [InlineData("while and do", "var n = 2; while (n > 0) { x = x.Dense(n + 4); n--; } do { x = x.Relu(); } while (n > 0); return x;", "x = x.Dense(6); x = x.Dense(5); x = x.Relu(); return x;")]
    [InlineData("break and continue", "for (var i = 0; ; i++) { if (i == 1) continue; if (i > 2) break; x = x.Dense(4 + i); } return x;", "return x.Dense(4).Dense(6);")]
    [InlineData("if", "if (x.Shape[^1] == 6 && x.Shape.Rank == 1) x = x.Relu(); else x = x.Tanh(); return x.Dense(2);", "x = x.Relu(); return x.Dense(2);")]
    [InlineData("conditional", "return (x.Shape[0] > 5 ? x.Relu() : x.Tanh()).Dense(2);", "return x.Relu().Dense(2);")]
    [InlineData("switch statement", "switch (x.Shape[0]) { case 5: x = x.Tanh(); break; case > 5 and < 8: x = x.Relu(); break; default: x = x.Sin(); break; } return x.Dense(2);", "x = x.Relu(); return x.Dense(2);")]
    [InlineData("switch over text", "switch (\"b\") { case \"a\": x = x.Tanh(); break; case \"b\": x = x.Relu(); break; } return x.Dense(2);", "x = x.Relu(); return x.Dense(2);")]
    [InlineData("switch expression", "return x.Dense(x.Shape[0] switch { < 6 => 1, 6 or 7 => 2, _ => 3 });", "return x.Dense(2);")]
    [InlineData("tuples", "var (a, b) = (x.Dense(3), x.Dense(3)); (a, b) = (b, a); return a - b;", "var a = x.Dense(3); var b = x.Dense(3); return b - a;")]
    [InlineData("named tuple", "(Tensor Wide, int Units) pair = (x.Relu(), 2); return pair.Wide.Dense(pair.Units);", "return x.Relu().Dense(2);")]
    [InlineData("collection expressions", "Tensor[] a = [x, x.Relu()]; Tensor[] all = [.. a, x.Tanh()]; return Tensor.Concat(all, 0);", "return Tensor.Concat([x, x.Relu(), x.Tanh()], 0);")]
    [InlineData("index and range", "var parts = x.Split(3); return Tensor.Concat(parts[1..], 0).Dense(2) + parts[^1];", "var parts = x.Split(3); return Tensor.Concat([parts[1], parts[2]], 0).Dense(2) + parts[2];")]
    [InlineData("list", "var all = new List<Tensor> { x }; all.Add(all[^1].Relu()); return all[1].Dense(all.Count);", "return x.Relu().Dense(2);")]
    [InlineData("local function", "Tensor Block(Tensor y, int units) => y.Dense(units).Relu(); return Block(Block(x, 4), 2);", "return x.Dense(4).Relu().Dense(2).Relu();")]
    [InlineData("lambda", "Func<Tensor, int, Tensor> block = (y, units) => y.Dense(units).Relu(); return block(block(x, 4), 2);", "return x.Dense(4).Relu().Dense(2).Relu();")]
    [InlineData("lambda that captures", "var units = 3; Func<Tensor, Tensor> head = y => y.Dense(units); units = 2; return head(x);", "return x.Dense(2);")]
    [InlineData("method group", "Func<Tensor, Tensor> f = Helpers.Double; return f(x).Dense(2);", "return (x + x).Dense(2);")]
    [InlineData("layer with a body", "return x.Residual(y => y.Dense(6, Activation.Relu)).Dense(2);", "return (x + x.Dense(6, Activation.Relu)).Dense(2);")]
    [InlineData("record", "var c = new Config(3); var d = c with { Units = 2 }; return x.Dense(c.Units).Dense(d.Units * d.Twice / 4);", "return x.Dense(3).Dense(2);")]
    [InlineData("static readonly", "return x.Dense(Helpers.Units).Dense(Helpers.Sizes[1]);", "return x.Dense(4).Dense(2);")]
    [InlineData("const", "const int Units = 2; return x.Dense(Units);", "return x.Dense(2);")]
    [InlineData("interpolated string", "for (var i = 0; i < 2; i++) x = x.Dense(4, name: $\"h.{i}\"); return x;", "return x.Dense(4, name: \"h.0\").Dense(4, name: \"h.1\");")]
    [InlineData("formatted text", "return x.Dense(2, name: \"a\" + 1 + nameof(Config) + $\"{7:D2}\");", "return x.Dense(2, name: \"a1Config07\");")]
    [InlineData("shape from the end", "return x.Reshape(2, 3).Dense(2 * x.Reshape(2, 3).Shape[^1]);", "return x.Reshape(2, 3).Dense(6);")]
    [InlineData("integer arithmetic", "return x.Dense((7 / 2 << 1) % 4 + Math.Max(1, -3) ^ 1);", "return x.Dense(2);")]
    [InlineData("float arithmetic", "return (x * (1 / MathF.Sqrt(16f)) + (float)Math.Pow(2, 3)).Dense(2);", "return (x * 0.25f + 8f).Dense(2);")]
    [InlineData("compound assignment", "x += x.Relu(); x *= 2f; x -= 1f; x /= 4f; return x.Dense(2);", "x = x + x.Relu(); x = x * 2f; x = x - 1f; x = x / 4f; return x.Dense(2);")]
    [InlineData("null and its operators", "string? name = null; int? units = null; return x.Dense(units ?? 2, name: name ?? \"head\");", "return x.Dense(2, name: \"head\");")]
    [InlineData("static method", "return Helpers.Double(x).Dense(2);", "return (x + x).Dense(2);")]
    [InlineData("extension method with defaults", "return x.Tower().Tower(depth: 1);", "return x.Dense(4).Dense(4).Dense(4);")]
    [InlineData("params", "return Helpers.Sum(x, x.Relu(), x.Tanh()).Dense(2);", "var sum = x; sum += x.Relu(); sum += x.Tanh(); return sum.Dense(2);")]
    [InlineData("enum", "var activation = Activation.Tanh; return x.Dense(2, activation == Activation.Tanh ? Activation.Relu : Activation.None);", "return x.Dense(2, Activation.Relu);")]
    [InlineData("is pattern", "if (x.Shape[0] is > 4 and var n) return x.Dense(n - 4); return x;", "return x.Dense(2);")]
    public void Means_what_it_means_in_CSharp(string construct, string body, string plain) =>
        Assert.Equal(Compile(plain, construct), Compile(body, construct));

    private static string Compile(string body, string construct)
    {
        var text = $$"""
            public record Config(int Units) { public int Twice => 2 * Units; }
            public static class Helpers
            {
                public static readonly int[] Sizes = [8, 2];
                public static readonly int Units = Sizes[0] / 2;
                public static Tensor Double(Tensor x) => x + x;
                public static Tensor Tower(this Tensor x, int depth = 2) { for (var i = 0; i < depth; i++) x = x.Dense(4); return x; }
                public static Tensor Sum(params Tensor[] all) { var sum = all[0]; foreach (var one in all[1..]) sum += one; return sum; }
            }
            [Model(Loss = Losses.MeanAbsoluteError)]
            public partial class Net
            {
                static Tensor Forward([Input(6)] Tensor x)
                {
                    {{body}}
                }
            }
            """;
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(text)).GetRunResult().Results.Single();
        Assert.True(result.Diagnostics.IsEmpty, $"{construct}: {string.Join("\n", result.Diagnostics)}");
        return string.Concat(result.GeneratedSources.Where(source => source.HintName.EndsWith("ward.g.cs", StringComparison.Ordinal)).Select(source => source.SourceText.ToString()));
    }
}
