namespace ModelGen.Compiler.Emit;

/// <summary>Reshaped values share the memory of what they are a view of.</summary>
public static class Alias
{
    public static Value Root(Value value) =>
        value.Producer is { Operator.Name: "Reshape" } producer ? Root(producer.Inputs[0]) : value;
}
