namespace ModelGen.Compiler;

public enum Resampling
{
    /// <summary>Element ⌊o · from / to⌋.</summary>
    Nearest,

    /// <summary>
    /// Between the two elements around (o + ½) · from / to − ½, where positions before the first and behind the last
    /// element are these themselves: half-pixel centres, corners not aligned.
    /// </summary>
    Linear,

    /// <summary>The mean of the elements ⌊o · from / to⌋ to ⌈(o + 1) · from / to⌉ − 1: PyTorch's adaptive bins.</summary>
    Average,
}

/// <summary>An axis brought to another length: a linear map that depends on the two lengths alone.</summary>
/// <param name="Kind">What an element of the result is made of.</param>
/// <param name="Axis">Counted from the front.</param>
/// <param name="Length">The new length.</param>
public sealed partial record Resample(Resampling Kind, int Axis, int Length) : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        Check.Positive(this, "length", Length);
        if (Axis < 0 || Axis >= inputs[0].Shape.Rank)
            throw new GraphException("MG0101", $"{Name} of axis {Axis} of the shape {inputs[0].Shape}, which has {Check.Axes(inputs[0].Shape.Rank)}.");
        if (4L * Length * inputs[0].Shape[Axis] > int.MaxValue)
            throw new GraphException("MG0015", $"{Name} of {inputs[0].Shape[Axis]} to {Length} elements is too long.");
        return [inputs[0] with { Shape = With(inputs[0].Shape, Length) }];
    }

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new ResampleGradient(this, context.Input.Shape[Axis]), context.OutputGradient)];

    /// <summary>Two multiply-adds for an element between two others; an addition for each element of a mean.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => Kind switch
    {
        Resampling.Nearest => 0,
        Resampling.Linear => 3L * outputs[0].Shape.Length,
        _ => Math.Max(inputs[0].Shape.Length, outputs[0].Shape.Length),
    };

    /// <summary>A shape with another extent along the axis.</summary>
    internal Shape With(Shape shape, int extent) => new([.. shape.Select((old, axis) => axis == Axis ? extent : old)]);

    /// <summary>To the same length nothing is done.</summary>
    [Primitive]
    public static Value Build(Call call)
    {
        var x = call.Tensor("x");
        var kind = (Resampling)Enum.Parse(typeof(Resampling), call.Choice("kind"));
        var resample = new Resample(kind, x.Shape.Axis(call.Integer("axis")), call.Integer("length"));
        return resample.Length == x.Shape[resample.Axis] ? x : call.Graph.Apply(resample, x);
    }
}

/// <summary>dy → dx with <paramref name="From"/> elements along the axis: the transposed map.</summary>
public sealed record ResampleGradient(Resample Forward, int From) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        Check.Shape(this, "an output gradient", inputs[0].Shape, Forward.With(inputs[0].Shape, Forward.Length));
        return [inputs[0] with { Shape = Forward.With(inputs[0].Shape, From) }];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Forward.CountFlops(outputs, inputs);
}
