namespace ModelGen.Compiler.Emit;

/// <summary>How a reduction starts, goes on and ends, as C#.</summary>
/// <param name="Name">The name of the accumulator.</param>
/// <param name="Start">What it starts from: the value that changes nothing.</param>
/// <param name="Member">The method of a vector type that reduces its lanes, and the one that joins two values.</param>
/// <param name="Symbol">As mathematics.</param>
public sealed record Fold(string Name, double Start, string Member, string Symbol)
{
    public static Fold Sum { get; } = new("sum", 0, "Sum", "Σ");

    public static Fold Max { get; } = new("max", double.NegativeInfinity, "Max", "max");

    public static Fold Min { get; } = new("min", double.PositiveInfinity, "Min", "min");

    /// <summary>The statement that takes one more vector in.</summary>
    public string Take(string accumulator, string type, string value) =>
        this == Sum ? $"{accumulator} += {value};" : $"{accumulator} = {type}.{Member}({accumulator}, {value});";
}
