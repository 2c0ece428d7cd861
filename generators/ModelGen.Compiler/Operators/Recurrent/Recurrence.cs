namespace ModelGen.Compiler;

/// <summary>
/// A cell applied step by step: gates x (T, G·H) and weights U (H, G·H) → [0 … S−1] each state after every step (T, H),
/// then the activations that the backward pass needs (T, K·H), if the cell keeps any, and working memory: the recurrent
/// products of the last step (G·H), and h times the dropout mask (H). A masked step carries all states over.
/// </summary>
/// <param name="Cell">The formulas of a step.</param>
/// <param name="IsReversed">Whether the steps run from the last to the first; results stay in the order of time.</param>
/// <param name="HasInitial">Whether the states before the first step are operands; else they are 0.</param>
/// <param name="HasMask">Whether there is a mask of the steps.</param>
/// <param name="HasDropout">Whether there is a mask of h, the same at every step.</param>
public sealed partial record Recurrence(RecurrentCell Cell, bool IsReversed, bool HasInitial, bool HasMask, bool HasDropout)
    : Operator
{
    public override string Name => Cell.GetType().Name;

    public override string? OnnxName => Cell.OnnxName;

    public RecurrentOperands Operands => new(
    [
        (RecurrentOperand.Gates, 0), (RecurrentOperand.Weight, 0),
        .. Cell.Vectors > 0 ? [(RecurrentOperand.Vectors, 0)] : Array.Empty<(RecurrentOperand, int)>(),
        .. Enumerable.Range(0, HasInitial ? Cell.States : 0).Select(state => (RecurrentOperand.Initial, state)),
        .. HasMask ? [(RecurrentOperand.Mask, 0)] : Array.Empty<(RecurrentOperand, int)>(),
        .. HasDropout ? [(RecurrentOperand.Dropout, 0)] : Array.Empty<(RecurrentOperand, int)>(),
    ]);

    /// <summary>The output that holds the kept activations; −1 where the cell keeps none.</summary>
    public int ActivationsOutput => Cell.Program().Activations.Count > 0 ? Cell.States : -1;

    /// <summary>The output that is working memory for the recurrent products.</summary>
    public int ProductsOutput => Cell.States + (ActivationsOutput < 0 ? 0 : 1);

    /// <summary>The output that is working memory for h after dropout; −1 where there is none.</summary>
    public int DroppedOutput => HasDropout ? ProductsOutput + 1 : -1;

    public override string ResultName(int index) =>
        index < Cell.States ? Cell.Program().StateName(index)
        : index == ActivationsOutput ? "activations"
        : index == ProductsOutput ? "products" : "dropped";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, Operands.Count);
        foreach (var input in inputs) Check.Real(this, input);
        var (x, weight) = (inputs[0], inputs[1]);
        Check.Rank(this, x, 2, "(steps, gates · units) of its gates");
        Check.Rank(this, weight, 2, "(units, gates · units) of its weight");
        var (steps, units) = (x.Shape[0], weight.Shape[0]);
        Check.Shape(this, "a weight", weight.Shape, new Shape(units, Cell.Gates * units));
        Check.Shape(this, "gates", x.Shape, new Shape(steps, Cell.Gates * units));
        for (var i = 0; i < inputs.Count; i++)
            CheckOperand(Operands[i].Kind, inputs[i], steps, units);

        var results = new List<TensorType>();
        for (var state = 0; state < Cell.States; state++) results.Add(Batched(steps, units));
        if (ActivationsOutput >= 0) results.Add(Batched(steps, Cell.Program().Activations.Count * units));
        results.Add(Batched(Cell.Gates * units));
        if (HasDropout) results.Add(Batched(units));
        return [.. results];
    }

    /// <summary>Position by position, from the states that the sample remembers.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        if (context.Axis != 0 || HasDropout) return null;
        var operands = new List<Value>();
        var startsAgain = false;
        for (var i = 0; i < Operands.Count; i++)
        {
            var isMask = Operands[i].Kind == RecurrentOperand.Mask;
            if (isMask && context.AxisOf(i) != 0)
            {
                if (context.Beside(i, 1) is not { } mask) return null;
                operands.Add(mask.IsTimed ? mask : context.Graph.Apply(new EveryPosition(context.Limit), mask));
                continue;
            }
            if (i > 0 && !isMask && context.AxisOf(i) >= 0) return null;
            operands.Add(context.Operand(i));
            startsAgain |= Operands[i].Kind == RecurrentOperand.Initial && context.DependsOnState(i);
        }
        for (var state = 0; state < Cell.States; state++)
            operands.Add(context.AddState(ResultName(state), new Shape(context.ShapeOf(1)[0]), startsAtZero: true));
        var result = context.Apply(new RecurrenceSoFar(this, startsAgain), 0, [.. operands]);
        return result with { Values = [.. result.Values.Take(Cell.States)] };
    }

    /// <summary>A multiplication and an addition for each recurrent weight, and the operations of the cell, at each step.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        inputs[0].Shape[0] * (2L * inputs[1].Shape.Length + inputs[1].Shape[0] * Cell.Program().Steps.Sum(step => step.Expression.CountFunctions()));

    private void CheckOperand(RecurrentOperand kind, TensorType type, int steps, int units)
    {
        var isShared = kind is RecurrentOperand.Weight or RecurrentOperand.Vectors;
        if (type.IsBatched == isShared)
            throw new GraphException("MG0102", $"The {kind.ToString().ToLowerInvariant()} of {Name} must be {(isShared ? "the same for all samples" : "there for each sample")}.");
        var (what, shape) = kind switch
        {
            RecurrentOperand.Vectors => ("trained numbers", new Shape(Cell.Vectors * units)),
            RecurrentOperand.Initial => ("an initial state", new Shape(units)),
            RecurrentOperand.Mask => ("a mask of the steps", new Shape(steps)),
            RecurrentOperand.Dropout => ("a dropout mask", new Shape(units)),
            _ => ("", type.Shape),
        };
        Check.Shape(this, what, type.Shape, shape);
    }

    private static TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);
}
