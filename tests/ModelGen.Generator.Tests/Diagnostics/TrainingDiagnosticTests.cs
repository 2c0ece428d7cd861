namespace ModelGen.Generator.Tests;

/// <summary>
/// Losses and gradients that cannot be, and hints at what is hardly meant. Each mistake gives one diagnostic, at the
/// very place and with what was expected and found.
/// </summary>
public class TrainingDiagnosticTests
{
    private static void Expect(string id, string marked, params string[] parts) => GeneratorHarness.Expect(id, marked, parts);

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
