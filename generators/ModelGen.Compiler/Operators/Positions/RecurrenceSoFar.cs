namespace ModelGen.Compiler;

/// <summary>
/// <see cref="Recurrence"/> over the positions of a sample that are given, from where the last ones stopped: gates (G·H)
/// of each position, recurrent weights (H, G·H), the cell's trained numbers, the states before the first position, a mask
/// of each position (), as far as there are any, then what the sample remembers of each state (H) → each state after
/// every position (H), then working memory for the recurrent products (G·H).
/// </summary>
/// <param name="Recurrence">The recurrence.</param>
/// <param name="StartsAgain">Whether every call starts from the given states, rather than the first one alone.</param>
public sealed record RecurrenceSoFar(Recurrence Recurrence, bool StartsAgain) : Operator
{
    public override string Name => Recurrence.Name;

    public override bool IsDifferentiable => false;

    public override bool NeedsAllPositions => Recurrence.IsReversed;

    public override string ResultName(int index) =>
        index < Recurrence.Cell.States ? Recurrence.Cell.Program().StateName(index) : "products";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        foreach (var input in inputs) Check.Real(this, input);
        var (gates, units) = (inputs[0].Shape.RowLength, inputs[1].Shape[0]);
        return
        [
            .. Enumerable.Repeat(new TensorType(new Shape(units), IsBatched: true), Recurrence.Cell.States),
            new TensorType(new Shape(gates), IsBatched: true),
        ];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2L * inputs[1].Shape.Length + inputs[1].Shape[0] * Recurrence.Cell.Program().Steps.Sum(step => step.Expression.CountFunctions());
}
