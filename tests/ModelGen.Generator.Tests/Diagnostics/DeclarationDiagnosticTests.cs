namespace ModelGen.Generator.Tests;

/// <summary>
/// Mistakes in the class itself: how it is declared, and what its attributes say. Each mistake gives one diagnostic, at
/// the very place and with what was expected and found.
/// </summary>
public class DeclarationDiagnosticTests
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
    public void DuplicateParameterName() => Expect("MG0011", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(4, name: "same").«Dense(2, name: "same")»;
        }
        """, "same.weight");

    [Theory]
    [InlineData("Targets.Gpu")]
    [InlineData("Targets.Cpu | Targets.Gpu")]
    public void TargetOfAnotherPackage(string targets) => Expect("MG0016", $$"""
        [Model(Targets = «{{targets}}»)]
        [Input(4)]
        [Dense(2)]
        public partial class Net;
        """, "ModelGen.Gpu");

    [Theory]
    [InlineData("x")]
    [InlineData("x.Dense(4)")]
    public void PredictionFromOtherSamples(string summed) => Expect("MG0015", $$"""
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Dense(4) + Primitives.«BatchSum({{summed}})»;
        }
        """, "depends on the other samples");

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
}
