namespace ModelGen.Compiler;

public enum SinusoidKind
{
    /// <summary>(count, width): sin, cos, sin, cos, … of the angles of each position.</summary>
    Positions,

    /// <summary>(2, count, width): cosines and signed sines for rotations of neighbouring elements.</summary>
    RotaryPairs,

    /// <summary>(2, count, width): cosines and signed sines for rotations of the two halves of a row.</summary>
    RotaryHalves,
}

/// <summary>Sines and cosines of t · base^(−2i/width) for the positions t = 0, 1, … and pairs i of columns.</summary>
public sealed record Sinusoid(int Count, int Width, double Base, SinusoidKind Kind) : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 0);
        Check.Positive(this, "number of positions", Count);
        Check.Positive(this, "width", Width);
        if (!(Base > 0))
            throw new GraphException("MG0105", $"The base of {Name} must be positive, not {Base}.");
        if (Kind != SinusoidKind.Positions && Width % 2 != 0)
            throw new GraphException("MG0102", $"Rotary positions turn pairs of elements: rows must have an even length, not {Width}.");
        return [new TensorType(Kind == SinusoidKind.Positions ? new Shape(Count, Width) : new Shape(2, Count, Width), IsBatched: false)];
    }

    public override Value?[] Differentiate(GradientContext context) => [];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Sinusoid(
        call.Integer("count"), call.Integer("width"), call.Number("base"),
        (SinusoidKind)Enum.Parse(typeof(SinusoidKind), call.Choice("kind"))));
}
