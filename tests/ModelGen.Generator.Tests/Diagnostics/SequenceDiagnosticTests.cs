namespace ModelGen.Generator.Tests;

/// <summary>What can go wrong with a time axis of any length, and with states.</summary>
public class SequenceDiagnosticTests
{
    public static TheoryData<string, string> Mixing => new()
    {
        { "x.«Conv1D(4, 3)»", "Conv2D" },
        { "x.«MaxPool1D(2)»", "MaxPool2D" },
        { "x.«Flatten()»", "Reshape of (20, 8)" },
        { "x.«Flip(0)»", "Slice" },
        { "x.«Slice(0, 3, 2)»", "Slice" },
        { "x.«CumulativeSum(0)»", "CumulativeSum" },
        { "x.Permute(1, 0).«Softmax()»", "Softmax" },
        { "x.Permute(1, 0).«Dense(3)»", "MatMul" },
        { "x.«MatMul(x, transposeRight: true)».Sum(0)", "MatMul" },
        { "«x.Dense(20) + x.Dense(20).Permute(1, 0)»", "Add" },
        { "Tensor.«Concat([x, x], axis: 0)»", "Concat" },
        { "x.«Pad([1, 0], [0, 0])»", "Pad" },
        { "x.«Permute(1, 0)»", "has the time axis behind others" },
    };

    [Theory]
    [MemberData(nameof(Mixing))]
    public void Positions_that_are_mixed(string expression, string what) => GeneratorHarness.Expect("MG0106", $$"""
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(8, UpTo = 20)] Tensor x) => {{expression}};
        }
        """, what);

    [Fact]
    public void A_layer_attribute_that_mixes_positions() => GeneratorHarness.Expect("MG0106", """
        [Model]
        [Input(8, UpTo = 20)]
        [LSTM(4, returnSequences: true)]
        [«Conv1D(2, 3)»]
        [GlobalMaxPool1D]
        public partial class Net;
        """, "time axis", "fixed length instead of UpTo = 20");

    [Theory]
    [InlineData("«0»")]
    [InlineData("«-3»")]
    [InlineData("«int.MaxValue»")]
    public void A_length_out_of_range(string length) => GeneratorHarness.Expect("MG0007", $$"""
        [Model]
        [Input(4, UpTo = {{length}})]
        [Dense(2)]
        public partial class Net;
        """, "UpTo");

    [Fact]
    public void Two_time_axes() => GeneratorHarness.Expect("MG0007", """
        [Model]
        public partial class Net
        {
            static Tensor Forward([Input(8, UpTo = 20)] Tensor a, [«Input(8, UpTo = 30)»] Tensor b) => a.Mean(0) + b.Mean(0);
        }
        """, "'a' has up to 20 positions and 'b' up to 30");

    [Theory]
    [InlineData("Tensor", "frame + hidden")]
    [InlineData("(Tensor, Tensor)", "(frame, hidden)")]
    [InlineData("(Tensor output, Tensor other)", "(frame, hidden)")]
    public void A_state_that_is_not_returned(string type, string result) => GeneratorHarness.Expect("MG0107", $$"""
        [Model]
        public partial class Net
        {
            static {{type}} Forward([Input(4)] Tensor frame, [«State(4)»] Tensor hidden) => {{result}};
        }
        """, "'hidden'", "(Tensor output, Tensor hidden)");

    [Fact]
    public void A_state_of_another_shape() => GeneratorHarness.Expect("MG0102", """
        [Model]
        public partial class Net
        {
            static (Tensor output, Tensor hidden) «Forward»([Input(4)] Tensor frame, [State(3)] Tensor hidden) => (frame.Dense(2), frame + hidden.Dense(4));
        }
        """, "'hidden'", "(3)");

    [Fact]
    public void A_state_of_integers() => GeneratorHarness.Expect("MG0004", """
        [Model]
        public partial class Net
        {
            static (Tensor output, Tensor hidden) Forward([Input(4)] Tensor frame, «[State] Indices hidden») => (frame, frame);
        }
        """, "'hidden' is a Indices");

    /// <summary>One mistake is one error: what uses the model still compiles.</summary>
    [Theory]
    [InlineData("[Input(UpTo = 20)] Indices", "x.Embedding(9, 4).Dense(9)", "foreach (var token in new Net().Generate([1])) System.Console.Write(token);")]
    [InlineData("[Input(3, UpTo = 20)] Tensor", "x.LSTM(4)", "new Net().CreateSession().Predict(new float[3], new float[4]); new Net().Predict(new float[3], new float[4], Net.MaxLength);")]
    public void Members_of_a_model_with_a_mistake_are_there(string input, string result, string use)
    {
        foreach (var mistake in new[] { "", ".Softmax().Conv2D(1, 1)" })
        {
            var assembly = InMemory.Build($$"""
                [Model]
                public partial class Net
                {
                    static Tensor Forward({{input}} x) => {{result}}{{mistake}};
                }
                public static class Use { public static void Run() { {{use}} } }
                """);
            Assert.NotNull(assembly.GetType("Net"));
        }
    }

    [Fact]
    public void States_alone() => GeneratorHarness.Expect("MG0004", """
        [Model]
        public partial class Net
        {
            static (Tensor output, Tensor hidden) «Forward»([State(3)] Tensor hidden) => (hidden, hidden);
        }
        """, "no input");
}
