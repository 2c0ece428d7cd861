namespace ModelGen.Compiler;

/// <summary>
/// Scaled dot-product attention: queries q (T, H, D), keys k (S, G, D) and values v (S, G, E), and maybe a bias that
/// broadcasts to (H, T, S), give [0] y (T, H, E) and [1] l (H, T). For head h and query i with scores
/// sⱼ = scale · qᵢ · kⱼ + biasⱼ over the keys j that it may see: l = log Σ eˢʲ and y = Σ (eˢʲ / eˡ) · vⱼ. Neighbouring H / G
/// heads of queries share one of keys and values. A query whose scores are all −∞ gives 0. Vaswani et al., 2017.
/// </summary>
/// <param name="Scale">What the products of queries and keys are multiplied by.</param>
/// <param name="IsCausal">Whether query i sees the keys 0 to i only; then T = S.</param>
/// <param name="HeadsFirst">Whether operands and result are given as (heads, positions, width) instead.</param>
/// <param name="HasAlibi">
/// Whether slope · |i − j| is subtracted from the scores, with a slope for each head; Press et al., 2022.
/// </param>
/// <param name="Dropout">The probability with which a weight is set to zero (and else divided by 1 − that).</param>
/// <param name="Stream">Tells the dropout masks of a model apart.</param>
public sealed partial record Attention(
    double Scale, bool IsCausal, bool HeadsFirst, bool HasAlibi = false, double Dropout = 0, int Stream = 0) : Operator
{
    public override string ResultName(int index) => "log sums";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs.Count is not (3 or 4))
            throw new GraphException("MG0102", $"{Name} takes queries, keys, values and maybe a bias, not {inputs.Count} operands.");
        foreach (var input in inputs) Check.Real(this, input);
        foreach (var input in inputs.Take(3)) Check.Rank(this, input, 3, HeadsFirst ? "(heads, positions, width)" : "(positions, heads, width)");
        var (q, k, v) = (inputs[0].Shape, inputs[1].Shape, inputs[2].Shape);
        if (q[2] != k[2])
            throw new GraphException("MG0102", $"{Name} compares queries of width {q[2]} with keys of width {k[2]}: the shapes are {q} and {k}.");
        if (Positions(k) != Positions(v) || Heads(k) != Heads(v))
            throw new GraphException("MG0102", $"{Name} expects a value for each key, but the shapes are {k} and {v}.");
        if (Heads(q) % Heads(k) != 0)
            throw new GraphException("MG0102", $"{Name} shares {Heads(k)} heads of keys among {Heads(q)} heads of queries; they must divide them.");
        if (IsCausal && Positions(q) != Positions(k))
            throw new GraphException("MG0102", $"Causal attention expects as many keys as queries, not {Positions(k)} and {Positions(q)}.");
        if (!inputs.Any(input => input.IsBatched))
            throw new GraphException("MG0102", $"{Name} expects queries, keys or values that depend on the sample.");
        if (!(Dropout >= 0 && Dropout < 1))
            throw new GraphException("MG0105", $"The dropout of {Name} must be at least 0 and below 1, not {Dropout}.");
        if (inputs.Count == 4) CheckBias(inputs[3].Shape, Scores(q, k));
        return [new TensorType(new Shape(q[0], q[1], v[2]), IsBatched: true), new TensorType(new Shape(Heads(q), Positions(q)), IsBatched: true)];
    }

    /// <summary>The shape that a bias broadcasts to: (heads, queries, keys).</summary>
    public Shape Scores(Shape q, Shape k) => new(Heads(q), Positions(q), Positions(k));

    /// <summary>The extent of the axis of heads.</summary>
    public int Heads(Shape operand) => operand[HeadsFirst ? 0 : 1];

    /// <summary>The extent of the axis of positions.</summary>
    public int Positions(Shape operand) => operand[HeadsFirst ? 1 : 0];

    /// <summary>
    /// The slopes of ALiBi: 2^(−8h/H) for h = 1 to H where H is a power of two; else those of the largest power of two
    /// below, then every other one of twice as many. Roots alone make them, so that every host finds the same.
    /// </summary>
    public static double[] Slopes(int heads)
    {
        var power = 1;
        while (2 * power <= heads) power *= 2;
        return power == heads ? Geometric(heads) : [.. Geometric(power), .. Geometric(2 * power).Where((_, i) => i % 2 == 0).Take(heads - power)];

        static double[] Geometric(int count)
        {
            var ratio = 1.0 / 256;
            for (var i = count; i > 1; i /= 2) ratio = Math.Sqrt(ratio);
            var slopes = new double[count];
            for (var i = 0; i < count; i++) slopes[i] = (i == 0 ? 1 : slopes[i - 1]) * ratio;
            return slopes;
        }
    }

    /// <summary>
    /// Each query with the keys and values that its sample remembers. A bias may belong to keys, or to positions alike for
    /// all samples.
    /// </summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var time = HeadsFirst ? 1 : 0;
        if (Enumerable.Range(0, 3).Any(i => context.AxisOf(i) != time)) return null;
        var (k, v) = (context.Operand(1).Shape, context.Operand(2).Shape);
        var panel = context.Limit <= 16 ? 16 : 32;
        var panels = (context.Limit + panel - 1) / panel;
        List<Value> operands =
        [
            context.Operand(0), context.Operand(1), context.Operand(2),
            context.AddState("keys", new Shape(k[0], panels, k[1], panel), startsAtZero: false),
            context.AddState("values", new Shape(v[0], context.Limit, v[1]), startsAtZero: false),
        ];
        var hasKeyBias = false;
        if (context.Node.Inputs.Count > 3)
        {
            var (bias, axis) = (context.Operand(3), context.AxisOf(3));
            if (axis >= 0 ? axis != context.ShapeOf(3).Rank - 1 || bias.Shape.Length != 1 : bias.IsBatched) return null;
            hasKeyBias = axis >= 0;
            operands.Add(hasKeyBias && bias.Shape.Rank > 0 ? context.Graph.Apply(new Reshape(Shape.Scalar), bias) : bias);
            if (hasKeyBias) operands.Add(context.AddState("bias", new Shape(context.Limit), startsAtZero: false));
        }
        var soFar = new AttentionSoFar(this with { HeadsFirst = false }, context.Limit, context.MostRows, hasKeyBias);
        return context.Apply(soFar, time, [.. operands]);
    }

    public override Value?[] Differentiate(GradientContext context)
    {
        if (context.OutputGradients[1] is not null)
            throw new GraphException("MG0013", $"The logarithms of {Name} have no gradient.");
        var hasBias = context.Inputs.Count == 4;
        var gradient = new AttentionGradient(this, hasBias && context.IsNeeded(3));
        var node = context.Graph.Add(
            gradient, [context.OutputGradient, context.Output, context.Node.Outputs[1], .. context.Inputs]);
        return
        [
            .. context.Inputs.Select((input, i) =>
                context.IsNeeded(i) && i < node.Outputs.Count ? context.SumTo(input.Type, node.Outputs[i]) : null),
        ];
    }

    /// <summary>Two products for each score that is seen, and the softmax.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs)
    {
        var (q, k, v) = (inputs[0].Shape, inputs[1].Shape, inputs[2].Shape);
        var keys = Positions(k);
        var seen = IsCausal ? keys * (keys + 1L) / 2 : (long)Positions(q) * keys;
        return Heads(q) * seen * (2L * q[2] + 2L * v[2] + 5);
    }

    [Primitive("Attention")]
    public static Value Build(Call call)
    {
        var (q, k, v) = (call.Tensor("query"), call.Tensor("key"), call.Tensor("value"));
        var rate = call.Number("dropout");
        if (!q.IsBatched && !k.IsBatched && !v.IsBatched)
            q = call.Graph.Apply(new Expand(q.Shape, Batched: true), q);
        var stream = rate == 0 ? 0 : call.Graph.Nodes.Count(node => node.Operator is Attention { Dropout: > 0 });
        // Masks of attention count down from the end, those of activations up from zero.
        var attention = new Attention(
            call.Number("scale"), call.Flag("causal"), call.Flag("headsFirst"), call.Flag("alibi"), rate, rate == 0 ? 0 : int.MaxValue - stream);
        return call.Has("bias")
            ? call.Graph.Add(attention, q, k, v, call.Tensor("bias")).Output
            : call.Graph.Add(attention, q, k, v).Output;
    }

    private void CheckBias(Shape bias, Shape scores)
    {
        var fits = bias.Rank is >= 1 and <= 3 && bias.RowLength == scores.RowLength;
        for (var i = 1; fits && i <= bias.Rank; i++)
            fits = bias[bias.Rank - i] == 1 || bias[bias.Rank - i] == scores[3 - i];
        if (!fits)
            throw new GraphException("MG0104", $"The bias or mask of {Name} has the shape {bias}, which does not broadcast to {scores}: (heads, queries, keys).");
    }
}
