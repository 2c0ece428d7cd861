namespace ModelGen.Generator.Tests;

/// <summary>Each mistake gives one diagnostic, at the very place and with what was expected and found.</summary>
public class DiagnosticTests
{
    private static void Expect(string id, string marked, params string[] parts) => GeneratorHarness.Expect(id, marked, parts);

    [Fact]
    public void NotPartial() => Expect("MG0001", """
        [Model]
        [Input(4)]
        [Dense(2)]
        public class «Net»;
        """, "'Net' must be partial");

    [Fact]
    public void Generic() => Expect("MG0002", """
        [Model]
        [Input(4)]
        [Dense(2)]
        public partial class «Net»<T>;
        """, "'Net' is generic");

    [Fact]
    public void NestedInATypeThatIsNotPartial() => Expect("MG0002", """
        public class Outer
        {
            [Model]
            [Input(4)]
            [Dense(2)]
            public partial class «Net»;
        }
        """, "'Net' lies in 'Outer', which must be partial");

    [Fact]
    public void LayersOnSeveralDeclarations() => Expect("MG0003", """
        [Model]
        [Input(4)]
        [Dense(2)]
        public partial class Net;

        [«Dense(3)»]
        public partial class Net;
        """, "several partial declarations");

    [Fact]
    public void StackWithoutInput() => Expect("MG0004", """
        [Model]
        [«Dense(2)»]
        public partial class Net;
        """, "no [Input");

    [Fact]
    public void ForwardWithoutInputShape() => Expect("MG0004", """
        [Model]
        public partial class Net
        {
            static Tensor Forward(«Tensor image») => image.Dense(2);
        }
        """, "'image'", "[Input(…)] Tensor image");

    [Fact]
    public void NoLayers() => Expect("MG0005", """
        [Model]
        [Input(4)]
        public partial class «Net»;
        """, "neither layer attributes nor");

    [Fact]
    public void BothForms() => Expect("MG0006", """
        [Model]
        [Input(4)]
        [«Dense(2)»]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(2);
        }
        """, "keep one of the two");

    [Fact]
    public void BadLayerArgument() => Expect("MG0007", """
        [Model]
        [Input(4)]
        [«Dense(0)»]
        public partial class Net;
        """, "0");

    [Fact]
    public void BadInputExtent() => Expect("MG0007", """
        [Model]
        [Input(4, «-1»)]
        [Dense(2)]
        public partial class Net;
        """, "axis 1", "-1");

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
    public void DuplicateParameterName() => Expect("MG0011", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(4, name: "same").«Dense(2, name: "same")»;
        }
        """, "same.weight");

    [Fact]
    public void LossThatNeedsAnotherActivation() => Expect("MG0012", """
        [Model(Loss = «Losses.SparseCategoricalCrossEntropy»)]
        [Input(4)]
        [Dense(3, Activation.Relu)]
        public partial class Net;
        """, "Relu", "Softmax");

    [Fact]
    public void LossWithATargetOfAnotherShape() => Expect("MG0012", """
        [Model(Loss = «Losses.MeanSquaredError»)]
        [Input(4)]
        [Dense(3)]
        [Target(2)]
        public partial class Net;
        """, "(3)", "(2)");

    [Fact]
    public void OperatorWithoutGradient() => Expect("MG0013", """
        [Model(Loss = Losses.MeanSquaredError)]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(3).«Floor()»;
        }
        """, "Floor has no gradient");

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
    public void TimeAxisOfRunTimeLength() => Expect("MG0015", """
        [Model]
        [Input(4, UpTo = «512»)]
        [Dense(2)]
        public partial class Net;
        """, "run time");

    [Theory]
    [InlineData("Targets.Gpu")]
    [InlineData("Targets.Cpu | Targets.Gpu")]
    public void TargetThatThereIsNoCodeFor(string targets) => Expect("MG0015", $$"""
        [Model(Targets = «{{targets}}»)]
        [Input(4)]
        [Dense(2)]
        public partial class Net;
        """, "processor only");

    [Fact]
    public void WrongRank() => Expect("MG0101", """
        [Model]
        [Input(28, 28)]
        [«Conv2D(8, 3)»]
        public partial class Net;
        """, "(28, 28)", "3");

    [Fact]
    public void WrongAxis() => Expect("MG0101", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.«Sum(2)»;
        }
        """, "Axis 2", "(4)");

    [Fact]
    public void ShapeMismatch() => Expect("MG0102", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.«MatMul(Tensor.Parameter("w", 5, 2))»;
        }
        """, "(4)", "(5, 2)");

    [Fact]
    public void KernelLargerThanItsInput() => Expect("MG0103", """
        [Model]
        [Input(4, 4, 1)]
        [«Conv2D(8, 5)»]
        public partial class Net;
        """, "5", "4");

    [Fact]
    public void BroadcastFailure() => Expect("MG0104", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => «x + Tensor.Parameter("p", 3)»;
        }
        """, "(4)", "(3)");

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

    [Fact]
    public void SoftmaxBeforeASquaredLoss() => Expect("MG0201", """
        [Model(Loss = «Losses.MeanSquaredError»)]
        [Input(4)]
        [Dense(3, Activation.Softmax)]
        public partial class Net;
        """, "SparseCategoricalCrossEntropy");

    [Fact]
    public void BiasBeforeBatchNormalisation() => Expect("MG0202", """
        [Model(Loss = Losses.MeanSquaredError)]
        [Input(4)]
        [Dense(3)]
        [«BatchNorm»]
        public partial class Net;
        """, "dense1.bias", "useBias: false");

    [Fact]
    public void LayerThatNeverReachesTheOutput() => Expect("MG0203", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x)
            {
                var unused = x.«Dense(3)»;
                return x.Dense(2);
            }
        }
        """, "dense1", "Dense");

    [Fact]
    public void ParameterThatNeverReachesTheOutput() => Expect("MG0203", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x)
            {
                var unused = Tensor.«Parameter("gain", 4)»;
                return x.Dense(2);
            }
        }
        """, "gain");

    [Theory]
    [InlineData("output", "'Output'")]
    [InlineData("gradients", "'Gradients'")]
    [InlineData("image", "'Image'")]
    public void ExposedNameOfAMember(string name, string member) => Expect("MG0011", $$"""
        [Model(Loss = Losses.MeanSquaredError, InputGradient = true)]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor image) => image.«Dense(3)».Expose("{{name}}").Dense(2);
        }
        """, member, name);

    [Fact]
    public void InputGradientWithoutABackwardPass() => Expect("MG0007", """
        [Model(InputGradient = «true»)]
        [Input(4)]
        [Dense(2)]
        public partial class Net;
        """, "OutputGradient = true");

    [Fact]
    public void InputGradientOfIndices() => Expect("MG0007", """
        [Model(Loss = Losses.MeanSquaredError, InputGradient = «true»)]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Indices tokens) => Tensor.Parameter("w", 3).BroadcastTo(4, 3);
        }
        """, "input of real numbers");

    [Fact]
    public void OperatorWithoutGradientBeforeAnOutsideLoss() => Expect("MG0013", """
        [Model(OutputGradient = true)]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(3).«Floor()»;
        }
        """, "Floor has no gradient");

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

    [Fact]
    public void PragmasSuppressHints()
    {
        const string Source = """
            [Model(Loss = Losses.MeanSquaredError)]
            [Input(4)]
            [Dense(3, Activation.Softmax)]
            public partial class Net;
            """;
        Assert.Single(Reported(Source), diagnostic => diagnostic.Id == "MG0201");
        Assert.Empty(Reported("#pragma warning disable MG0201\n" + Source));

        static IEnumerable<Microsoft.CodeAnalysis.Diagnostic> Reported(string text)
        {
            GeneratorHarness.Driver().RunGeneratorsAndUpdateCompilation(GeneratorHarness.Compilation(text), out _, out var diagnostics);
            return diagnostics.Where(diagnostic => !diagnostic.IsSuppressed);
        }
    }
}
