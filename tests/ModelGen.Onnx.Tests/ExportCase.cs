namespace ModelGen.Onnx.Tests;

/// <summary>An expression of an input x, for what no other case exports.</summary>
internal sealed record ExportCase(string Name, string Shape, string Expression)
{
    public static IReadOnlyList<ExportCase> All { get; } =
    [
        new("Broadcast_from_samples", "3", "x.Reshape(3, 1) * Tensor.Parameter(\"w\", 2, 3, 4)"),
    ];

    public string Declare() => $$"""
        [ModelGen.Model]
        public sealed partial class {{Name}}
        {
            static Tensor Forward([ModelGen.Input({{Shape}})] Tensor x) => {{Expression}};
        }

        """;
}
