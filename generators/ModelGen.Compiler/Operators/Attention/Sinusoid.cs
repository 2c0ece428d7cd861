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

    /// <summary>Worked out in double precision, as the angles of far positions are large.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var graph = context.Graph;
        var pairs = (Width + 1) / 2;
        var exponents = context.Add("Mul", context.Cast(context.Positions(pairs), OnnxType.Double), graph.Double(-2.0 / Width));
        var positions = context.Add("Unsqueeze", context.Cast(context.Positions(Count), OnnxType.Double), graph.Integers(1));
        var angles = context.Add("Mul", positions, context.Add("Pow", graph.Double(Base), exponents));
        OnnxValue sine = context.Cast(context.Add("Sin", angles), OnnxType.Float), cosine = context.Cast(context.Add("Cos", angles), OnnxType.Float);
        context.Return(Kind == SinusoidKind.Positions
            ? context.Slice(Rows(sine, cosine), 1, 0, Width)
            : context.Add("Concat", [Table(Rows(cosine, cosine)), Table(Rows(context.Add("Neg", sine), sine))], ("axis", 0)));
        return true;

        OnnxValue Table(OnnxValue rows) => context.Add("Unsqueeze", rows, graph.Integers(0));

        OnnxValue Rows(OnnxValue left, OnnxValue right) => Kind == SinusoidKind.RotaryHalves
            ? context.Add("Concat", [left, right], ("axis", 1))
            : context.Reshape(context.Add("Concat", [Column(left), Column(right)], ("axis", 2)), [Count, 2 * pairs]);

        OnnxValue Column(OnnxValue values) => context.Add("Unsqueeze", values, graph.Integers(2));
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Sinusoid(
        call.Integer("count"), call.Integer("width"), call.Number("base"),
        (SinusoidKind)Enum.Parse(typeof(SinusoidKind), call.Choice("kind"))));
}
