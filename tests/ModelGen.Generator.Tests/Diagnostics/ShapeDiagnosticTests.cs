namespace ModelGen.Generator.Tests;

/// <summary>
/// Shapes that do not fit. Each mistake gives one diagnostic, at the very place and with what was expected and found.
/// </summary>
public class ShapeDiagnosticTests
{
    private static void Expect(string id, string marked, params string[] parts) => GeneratorHarness.Expect(id, marked, parts);

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
}
