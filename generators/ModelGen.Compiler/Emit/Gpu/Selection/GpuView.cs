namespace ModelGen.Compiler.Emit;

/// <summary>Values on the device are dense, so that a reshaped one always is a view of its operand.</summary>
public static class GpuView
{
    public static bool IsView(Node node) => node.Operator is Reshape;

    public static Value Root(Value value) =>
        value.Producer is { } producer && IsView(producer) ? Root(producer.Inputs[0]) : value;
}
