namespace ModelGen.Compiler;

/// <summary>
/// The derivative of a <see cref="Recurrence"/>, last step first: ∂loss/∂gates (T, G·H); ∂loss/∂(recurrent products)
/// (T, G·H), where it differs; ∂loss/∂(the cell's trained numbers) at every step (T, V·H), if there are any; and for each
/// state ∂loss/∂(the state before the first step) (H), which serves as working memory on the way. With a dropout mask
/// one more working memory (H) comes last.
/// </summary>
/// <param name="Forward">What is differentiated.</param>
/// <param name="Given">For each state whether its results have a gradient from outside.</param>
public sealed record RecurrenceGradient(Recurrence Forward, EquatableArray<bool> Given) : Operator
{
    public override string Name => Forward.Name + "Gradient";

    public override bool IsDifferentiable => false;

    public RecurrentCell Cell => Forward.Cell;

    /// <summary>The formulas.</summary>
    public CellGradient Program() => Cell.Gradient(Forward.HasMask);

    public RecurrentOperands Operands
    {
        get
        {
            var program = Program();
            var operands = new List<(RecurrentOperand, int)>();
            for (var state = 0; state < Cell.States; state++)
                if (Given[state]) operands.Add((RecurrentOperand.StateGradient, state));
            operands.Add((RecurrentOperand.Weight, 0));
            if (Forward.ActivationsOutput >= 0) operands.Add((RecurrentOperand.Activations, 0));
            for (var state = 0; state < Cell.States; state++)
                if (program.UsesState(state)) operands.Add((RecurrentOperand.State, state));
            if (Enumerable.Range(0, Cell.Vectors).Any(index => program.Uses(CellValue.Vector, index))) operands.Add((RecurrentOperand.Vectors, 0));
            for (var state = 0; state < Cell.States; state++)
                if (Forward.HasInitial && program.Uses(CellValue.Previous, state)) operands.Add((RecurrentOperand.Initial, state));
            if (Forward.HasMask) operands.Add((RecurrentOperand.Mask, 0));
            if (Forward.HasDropout) operands.Add((RecurrentOperand.Dropout, 0));
            return new([.. operands]);
        }
    }

    /// <summary>The output that holds ∂loss/∂(recurrent products).</summary>
    public int ProductsOutput => Program().HasApartProducts ? 1 : 0;

    /// <summary>The output that holds ∂loss/∂(trained numbers) at every step; −1 where there are none.</summary>
    public int VectorsOutput => Cell.Vectors > 0 ? ProductsOutput + 1 : -1;

    /// <summary>The output that holds ∂loss/∂(a state before the first step).</summary>
    public int StateOutput(int state) => ProductsOutput + (Cell.Vectors > 0 ? 2 : 1) + state;

    /// <summary>The output that is working memory for the products with dropout; −1 where there is none.</summary>
    public int DroppedOutput => Forward.HasDropout ? StateOutput(Cell.States) : -1;

    public override string ResultName(int index) =>
        index == ProductsOutput ? "products"
        : index == VectorsOutput ? "vectors"
        : index == DroppedOutput ? "dropped" : "later " + Cell.Program().StateName(index - StateOutput(0));

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, Operands.Count);
        foreach (var input in inputs) Check.Real(this, input);
        var weight = inputs[Operands.Find(RecurrentOperand.Weight)].Shape;
        Check.Shape(this, "a transposed weight", weight, new Shape(Cell.Gates * weight[1], weight[1]));
        var (steps, units) = (inputs[0].Shape[0], weight[1]);
        var results = new List<TensorType> { Batched(steps, Cell.Gates * units) };
        if (ProductsOutput == 1) results.Add(Batched(steps, Cell.Gates * units));
        if (Cell.Vectors > 0) results.Add(Batched(steps, Cell.Vectors * units));
        for (var state = 0; state < Cell.States; state++) results.Add(Batched(units));
        if (Forward.HasDropout) results.Add(Batched(units));
        return [.. results];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs)
    {
        var weight = inputs[Operands.Find(RecurrentOperand.Weight)].Shape;
        return outputs[0].Shape[0] * (2L * weight.Length + weight[1] * Program().Steps.Sum(step => step.Expression.CountFunctions() + 4));
    }

    private static TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);
}
