namespace ModelGen.Compiler;

public sealed partial record Attention
{
    /// <summary>Two products and a softmax, heads before positions.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        if (Dropout > 0) return false;
        var graph = context.Graph;
        OnnxValue q = HeadOf(context, 0), k = HeadOf(context, 1, transposed: true), v = HeadOf(context, 2);
        var scores = context.Add("MatMul", context.Add("Mul", q, graph.Real(Scale)), k);
        var hidden = Hidden(context);
        if (hidden is not null) scores = context.Add("Add", scores, hidden);
        var y = context.Add("MatMul", context.Add("Softmax", [scores], ("axis", -1)), v);
        // Where nothing may be seen the softmax is no number.
        if (hidden is not null && context.Node.Inputs.Count > 3)
        {
            var most = context.Add("ReduceMax", hidden, graph.Integers(-1));
            y = context.Add("Where", context.Add("Greater", most, graph.Real(double.NegativeInfinity)), y, graph.Real(0));
        }
        context.Return(y, HeadsFirst ? null : [0, 2, 1, 3]);
        return true;
    }

    // (N, heads, positions, width), or the last two the other way round; heads of keys are repeated for those of queries.
    private OnnxValue HeadOf(OnnxContext context, int operand, bool transposed = false)
    {
        var value = context.Node.Inputs[operand];
        var first = OnnxContext.First(value);
        int heads = first + (HeadsFirst ? 0 : 1), positions = first + (HeadsFirst ? 1 : 0), width = first + 2;
        var tensor = context.Input(operand, [.. Enumerable.Range(0, first), heads, .. transposed ? new[] { width, positions } : [positions, width]]);
        var (wanted, given) = (Heads(context.Node.Inputs[0].Shape), Heads(value.Shape));
        return wanted == given ? tensor : context.Add(
            "Gather", [tensor, context.Graph.Integers([.. Enumerable.Range(0, wanted).Select(head => (long)head * given / wanted)])], ("axis", first));
    }

    // What is added to the scores, and broadcasts to them; null for nothing.
    private OnnxValue? Hidden(OnnxContext context)
    {
        var graph = context.Graph;
        var (q, k) = (context.Extents(context.Node.Inputs[0]), context.Extents(context.Node.Inputs[1]));
        var hidden = context.Node.Inputs.Count > 3 ? Bias(context) : null;
        if (!IsCausal && !HasAlibi) return hidden;
        var (queries, keys) = (q[q.Length - (HeadsFirst ? 2 : 3)], k[k.Length - (HeadsFirst ? 2 : 3)]);
        OnnxValue row = context.Add("Unsqueeze", context.Positions(queries), graph.Integers(1)), column = context.Positions(keys);
        if (IsCausal)
            Add(context.Add("Where", context.Add("LessOrEqual", column, row), graph.Real(0), graph.Real(double.NegativeInfinity)));
        if (HasAlibi)
        {
            var heads = Heads(context.Node.Inputs[0].Shape);
            var distance = context.Cast(context.Add("Abs", context.Add("Sub", row, column)), OnnxType.Float);
            Add(context.Add("Mul", graph.Reals([heads, 1, 1], [.. Slopes(heads).Select(slope => -slope)]), distance));
        }
        return hidden;

        void Add(OnnxValue term) => hidden = hidden is null ? term : context.Add("Add", hidden, term);
    }

    // Along a time axis: of each key, or of all positions a table of which the first are taken.
    private static OnnxValue Bias(OnnxContext context)
    {
        var bias = context.Node.Inputs[3];
        var first = OnnxContext.First(bias);
        var tensor = context.Beside(3, 3, time: -1);
        if (context.TimeAxis(0) < 0 || context.TimeAxis(3) >= 0) return tensor;
        var added = bias.IsBatched ? 3 - bias.Shape.Rank : 0;
        for (var axis = Math.Max(0, bias.Shape.Rank - 2); axis < bias.Shape.Rank; axis++)
            if (bias.Shape[axis] != 1) tensor = context.Cut(tensor, first + added + axis);
        return tensor;
    }
}
