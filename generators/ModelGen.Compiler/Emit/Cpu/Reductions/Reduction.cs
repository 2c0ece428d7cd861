namespace ModelGen.Compiler.Emit;

/// <summary>How a reduction starts, goes on and ends, as C#.</summary>
/// <param name="Name">The name of the accumulator.</param>
/// <param name="Start">What it starts from: the value that changes nothing.</param>
/// <param name="Fold">The method of a vector type that reduces its lanes, and the one that joins two values.</param>
/// <param name="Symbol">As mathematics.</param>
public sealed record Reduction(string Name, double Start, string Fold, string Symbol)
{
    public static Reduction Sum { get; } = new("sum", 0, "Sum", "Σ");

    public static Reduction Max { get; } = new("max", double.NegativeInfinity, "Max", "max");

    public static Reduction Min { get; } = new("min", double.PositiveInfinity, "Min", "min");

    /// <summary>The statement that takes one more vector in.</summary>
    public string Take(string accumulator, string type, string value) =>
        this == Sum ? $"{accumulator} += {value};" : $"{accumulator} = {type}.{Fold}({accumulator}, {value});";
}
