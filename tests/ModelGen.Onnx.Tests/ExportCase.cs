namespace ModelGen.Onnx.Tests;

/// <summary>An expression of an input x, for what no other case exports.</summary>
internal sealed record ExportCase(string Name, string Shape, string Expression)
{
    public static IReadOnlyList<ExportCase> All { get; } =
    [
        new("Broadcast_from_samples", "3", "x.Reshape(3, 1) * Tensor.Parameter(\"w\", 2, 3, 4)"),
        new("Broadcast_between_images", "6, 5, 3", "x.Conv2D(4, 3) * Tensor.Parameter(\"w\", 3, 4) + x.Mean(0).Reshape(1, 5, 3).Conv2D(4, [1, 3])"),
        new("Comparisons", "9", "(x > 0) + 2 * (x >= 0.5f) + 4 * (x < -0.5f) + 8 * (x <= -0.7f) + 16 * x.Sign().Equal(1) + 32 * x.Sign().NotEqual(1)"),
        new("Steps", "9", "(4 * x).Floor() + x.Sign() + x.StopGradient()"),
        new("Small_logarithms", "9", "x.Square().Log1p()"),
        new("Ranges", "5", "x * Tensor.Range(5, 0.1f, 0.1f) + Tensor.Range(5)"),
        new("Lookups", "7", "Tensor.Parameter(\"table\", 7, 4).Gather(x.ArgMax())"),
        new("Lookups_of_places", "2, 7", "Tensor.Parameter(\"table\", 7, 4).Gather(x.TopK(3).Positions)"),
        new("Indices_as_reals", "3, 7", "x.ArgMax().ToTensor() * 0.5f + x.Max(1)"),
        new("Repeated_to_samples", "4", "Tensor.Concat([x, Tensor.Parameter(\"w\", 4)]) + Tensor.Parameter(\"v\", 1).BroadcastTo(8)"),
        new("Rows_by_matrices", "3, 4", "x.Slice(0, 0, 1).Reshape(4).MatMul(x, transposeRight: true)"),
        new("Padded_image", "4, 5, 3", "x.Conv2D(2, 1).Pad([1, 0, 2], [0, 3, 1], 0.5f)"),
        new("Joined_images", "4, 5, 3", "Tensor.Concat([x.Conv2D(2, 3, padding: 1), x.MaxPool2D(3, 1, 1)]).Max(0)"),
        new("Permuted_twice", "2, 3, 4", "x.Permute(2, 0, 1).Softmax().Permute(1, 2, 0) * x"),
        new("States_of_all_steps", "6, 5", "x.LSTMWithState(4).Cell.Concat(x.GRUWithState(3, hidden: x.Sum(0).Slice(0, 0, 3)).Hidden)"),
        new("Relu_steps", "6, 5", "Primitives.Recurrence(x.Dense(4), Tensor.Parameter(\"u\", 4, 4), RecurrentCell.ReluRnn, false, null, null, null, null, null).Hidden"),
        new("Steps_without_bias", "6, 8", "x.GRU(3, useBias: false).Concat(x.LSTM(2, useBias: false, reversed: true))"),
        new("Gates_as_they_are", "6, 8", "Primitives.Recurrence(x, Tensor.Parameter(\"u\", 2, 8), RecurrentCell.Lstm, false, null, null, null, null, null).Hidden"),
    ];

    public string Declare() => $$"""
        [ModelGen.Model]
        public sealed partial class {{Name}}
        {
            static Tensor Forward([ModelGen.Input({{Shape}})] Tensor x) => {{Expression}};
        }

        """;
}
