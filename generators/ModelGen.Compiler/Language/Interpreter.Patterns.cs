namespace ModelGen.Compiler.Language;

internal sealed partial class Interpreter
{
    private bool Matches(Pattern pattern, object? subject, Scope scope)
    {
        Step(pattern);
        return pattern switch
        {
            ConstantPattern constant => subject is not Value && Same(subject, Evaluate(constant.Value, scope), constant.Value),
            RelationalPattern relation => subject is not null && Compute(relation.Operator, subject, Evaluate(relation.Value, scope), relation.Value) is true,
            BinaryPattern { Operator: "and" } both => Matches(both.Left, subject, scope) && Matches(both.Right, subject, scope),
            BinaryPattern either => Matches(either.Left, subject, scope) || Matches(either.Right, subject, scope),
            NotPattern not => !Matches(not.Operand, subject, scope),
            AnyPattern any => Matches(any, subject, scope),
            TuplePattern tuple => Components(subject) is { } items && items.Count == tuple.Items.Count
                && tuple.Items.Select((item, i) => Matches(item, items[i], scope)).All(matches => matches),
            _ => throw new InvalidOperationException($"Unknown pattern {pattern.GetType().Name}."),
        };
    }

    private static bool Matches(AnyPattern any, object? subject, Scope scope)
    {
        if (any.RejectsNull && subject is null)
            return false;
        if (any.Identifier is { } name)
            scope.Declare(name, subject);
        return true;
    }

    private static IReadOnlyList<object?>? Components(object? subject) => subject switch
    {
        object?[] tuple => tuple,
        RecordValue record => [.. record.Properties.Values],
        _ => null,
    };
}
