namespace ModelGen.Generator.Tests;

/// <summary>
/// C# that cannot be evaluated while the project is built. Each mistake gives one diagnostic, at the very place and
/// with what was expected and found.
/// </summary>
public class LanguageDiagnosticTests
{
    private static void Expect(string id, string marked, params string[] parts) => GeneratorHarness.Expect(id, marked, parts);

    [Fact]
    public void UnsupportedConstruct() => Expect("MG0008", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x)
            {
                «try { x = x.Dense(2); } finally { }»
                return x;
            }
        }
        """, "'try' cannot be evaluated at build time");

    [Fact]
    public void UnsupportedCall() => Expect("MG0008", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(Random.Shared.«Next(3)»);
        }
        """, "Random.Next(int)");

    [Fact]
    public void Recursion() => Expect("MG0009", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => Deeper(x, 3);

            static Tensor Deeper(Tensor x, int n) => n == 0 ? x : «Deeper(x.Dense(2), n - 1)»;
        }
        """, "'Deeper' calls itself");

    [Fact]
    public void LocalRecursion() => Expect("MG0009", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x)
            {
                return Deeper(x);
                Tensor Deeper(Tensor y) => «Deeper(y.Relu())»;
            }
        }
        """, "calls itself");

    [Fact]
    public void LoopBoundThatIsNotConstant() => Expect("MG0010", """
        [Model]
        public partial class Net
        {
            static int blocks = 3;

            static Tensor Forward([Input(4)] Tensor x)
            {
                for (var i = 0; i < «blocks»; i++)
                    x = x.Dense(4);
                return x;
            }
        }
        """, "'blocks'", "not known at build time");

    [Fact]
    public void LoopWithoutEnd() => Expect("MG0014", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x)
            {
                var i = 0;
                «while (true)
                    i = 1 - i;»
            }
        }
        """, "1,000,000 steps");

    [Fact]
    public void ArgumentThatIsNotKnown() => Expect("MG0105", """
        [Model]
        public partial class Net
        {
            static int units = 3;

            static Tensor Forward([Input(4)] Tensor x) => x.Dense(«units»);
        }
        """, "'units'", "not known at build time");

    [Fact]
    public void LayerThatRefusesAnArgument() => Expect("MG0105", """
        public static class Mine
        {
            public static Tensor Half(this Tensor x, int units) => units % 2 == 0
                ? x.Dense(units / 2)
                : throw new ArgumentException("units must be even", nameof(units));
        }

        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Half(«3»);
        }
        """, "units must be even");

    [Theory]
    [InlineData("if («flag») x = x.Relu();")]
    [InlineData("while («flag») x = x.Relu();")]
    [InlineData("x = «flag» ? x.Relu() : x;")]
    [InlineData("switch («flag») { case true: x = x.Relu(); break; }")]
    [InlineData("foreach (var width in «widths») x = x.Dense(width);")]
    public void BranchesAndLoopsThatAreNotConstant(string statement) => Expect("MG0010", $$"""
        [Model]
        public partial class Net
        {
            static bool flag = true;
            static int[] widths = [4, 4];

            static Tensor Forward([Input(4)] Tensor x)
            {
                {{statement}}
                return x.Dense(2);
            }
        }
        """, "not known at build time");

    [Theory]
    [InlineData("«lock (x) { }»", "lock")]
    [InlineData("«using var stream = new System.IO.MemoryStream();»", "using")]
    [InlineData("var made = «new object()»;", "")]
    [InlineData("var query = «from i in new[] { 1 } select i»;", "")]
    public void EverythingElseIsRefusedAtThatVeryExpression(string statement, string part) => Expect("MG0008", $$"""
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x)
            {
                {{statement}}
                return x.Dense(2);
            }
        }
        """, part);
}
