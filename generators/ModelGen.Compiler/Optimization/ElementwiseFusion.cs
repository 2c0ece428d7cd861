namespace ModelGen.Compiler;

/// <summary>
/// Merges elementwise nodes into the elementwise nodes that use them, so that what lies between is never stored.
/// </summary>
/// <remarks>
/// A producer is merged where nobody else uses it. Where others do, it is merged only if it is a single cheap
/// operation that then vanishes altogether, from operands that are kept anyway. Repeated along an axis it is computed
/// anew for each repetition, so it must be cheap as well; and what is the same for all samples is never computed
/// sample by sample.
/// </remarks>
public static class ElementwiseFusion
{
    /// <summary>Operands of one fused node; more would not stay in registers.</summary>
    public const int MaximumOperands = 8;

    /// <summary>Operations of one fused node.</summary>
    public const int MaximumOperations = 48;

    public static Graph Run(Graph graph)
    {
        var consumers = new Consumers(graph);
        var forms = new Dictionary<Value, ElementwiseForm>();
        foreach (var node in graph.Nodes)
            if (node.Operator is Elementwise elementwise and not Expand)
                forms.Add(node.Output, Merge(ElementwiseForm.Of(elementwise, node.Inputs), node, forms, consumers));

        return GraphRewriter.Rewrite(graph, (node, to) =>
        {
            if (node.Operator is not Elementwise elementwise || !forms.TryGetValue(node.Output, out var form)) return null;
            if (form.Operands.SequenceEqual(node.Inputs) && form.Expression == elementwise.Expression) return null;
            var operands = form.Operands.Select(operand => to[operand]).ToArray();
            return [new ElementwiseForm(form.Expression, operands).Write(to.Graph, node.Output.Type)];
        });
    }

    private static ElementwiseForm Merge(
        ElementwiseForm form, Node consumer, Dictionary<Value, ElementwiseForm> forms, Consumers consumers)
    {
        foreach (var operand in form.Operands)
        {
            if (!forms.TryGetValue(operand, out var producer) || !IsWorthwhile(operand, producer, consumer, consumers)) continue;
            var merged = form.Substitute(value => value == operand ? producer : null);
            if (merged.Operands.Count is > 0 and <= MaximumOperands
                && merged.Expression.CountFunctions() <= MaximumOperations
                && merged.Type == consumer.Output.Type)
                form = merged;
        }
        return form;
    }

    private static bool IsWorthwhile(Value operand, ElementwiseForm producer, Node consumer, Consumers consumers)
    {
        if (operand.IsBatched != consumer.Output.IsBatched) return false;
        if (operand.Type != consumer.Output.Type && !IsCheap(producer.Expression)) return false;
        if (consumers.IsSingle(operand)) return true;
        return IsCheap(producer.Expression)
            && !consumers.IsOutput(operand)
            && consumers[operand].All(user => user.Operator is Elementwise and not Expand && user.Output.Type == operand.Type)
            && producer.Operands.All(value => value.Producer is null || consumers.IsOutput(value) || consumers[value].Count > 1);
    }

    private static bool IsCheap(Scalar expression) => expression.CountFunctions() <= 1
        && expression is not Scalar.Apply(
            ScalarFunction.Divide or ScalarFunction.Sqrt or ScalarFunction.ReciprocalSqrt or ScalarFunction.Exp
            or ScalarFunction.Log or ScalarFunction.Log1p or ScalarFunction.Sin or ScalarFunction.Cos or ScalarFunction.Erf
            or ScalarFunction.Tanh or ScalarFunction.Sigmoid or ScalarFunction.Power, _);
}
