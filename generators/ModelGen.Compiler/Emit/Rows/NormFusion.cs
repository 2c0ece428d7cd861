namespace ModelGen.Compiler.Emit;

/// <summary>Which elementwise nodes a normalisation of rows, or its gradient, takes in: gain, shift and residual.</summary>
public static class NormFusion
{
    // Expressions up to this many operations are taken in; a longer one deserves a loop of its own.
    private const int MostOperations = 6;

    /// <summary>Whether an elementwise node with operands and a result like <paramref name="rows"/> can be part of a norm.</summary>
    private static bool CanTakeIn(Value rows, Node elementwise) =>
        elementwise.Output.Type == rows.Type
        && elementwise.Operator is Elementwise { Expression: var expression } and not Expand
        && expression.CountFunctions() <= MostOperations && !HasFunctions(expression)
        && elementwise.Inputs.All(input => input.Type == rows.Type
            || (!input.IsBatched && (input.Shape.Length == 1
                || (input.Shape.Length == rows.Shape.RowLength && input.Shape.RowLength == input.Shape.Length))));

    /// <summary>The elementwise node that makes <paramref name="rows"/> for one reader alone, or null.</summary>
    public static Node? Preceding(Value rows, SelectionContext context) =>
        rows.Producer is { } producer && context.OnlyConsumer(rows) is not null && !context.Covered.Contains(producer)
        && CanTakeIn(rows, producer) ? producer : null;

    /// <summary>The elementwise node that reads <paramref name="rows"/> alone, if it can be part of a norm, or null.</summary>
    public static Node? Following(Value rows, SelectionContext context) =>
        context.OnlyConsumer(rows) is { } consumer && !context.Covered.Contains(consumer) && CanTakeIn(rows, consumer) ? consumer : null;

    /// <summary>What a normalisation takes in, and which of its results others read.</summary>
    public static (Node? Before, Node? After, bool KeepsRows, bool KeepsDeviation) Around(Node node, SelectionContext context)
    {
        var (rows, deviation) = (node.Outputs[0], node.Outputs[1]);
        // What comes next in the graph, so that nobody reads the rows before they are made.
        var next = context.ConsumersOf(rows).Concat(context.ConsumersOf(deviation)).OrderBy(context.PositionOf).FirstOrDefault();
        var after = next is not null && !context.Covered.Contains(next) && CanTakeIn(rows, next)
            && (next.Output.IsBatched || !context.IsOutput(next.Output)) ? next : null;
        var keepsRows = context.IsOutput(rows) || context.ConsumersOf(rows).Any(consumer => consumer != after);
        return (Preceding(node.Inputs[0], context), after, keepsRows, context.IsUsed(deviation));
    }

    private static bool HasFunctions(Scalar expression) => expression is Scalar.Apply apply
        && (apply.Function is >= ScalarFunction.Exp and <= ScalarFunction.Power || apply.Arguments.Any(HasFunctions));
}
