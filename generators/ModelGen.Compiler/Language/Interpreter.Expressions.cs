using System.Globalization;

namespace ModelGen.Compiler.Language;

internal sealed partial class Interpreter
{
    private object? Evaluate(Expression expression, Scope scope)
    {
        Step(expression);
        return expression switch
        {
            Literal literal => literal.Value,
            EnumMember member => new EnumConstant(member.Type, member.Member, member.Number),
            Name name => scope.Find(name.Identifier) is { } found
                ? found[name.Identifier]
                : throw Error("MG0008", $"'{name.Identifier}' has no value here.", name.Mark),
            Assign assign => Store(assign.Target, Evaluate(assign.Value, scope), scope),
            Increment increment => Step(increment, scope),
            UnaryExpression unary => Apply(unary, Evaluate(unary.Operand, scope)),
            BinaryExpression binary => Apply(binary, scope),
            Conditional choice => Evaluate(Condition(choice.Condition, scope) ? choice.WhenTrue : choice.WhenFalse, scope),
            SwitchValue choice => Choose(choice, scope),
            IsMatch match => Matches(match.Pattern, Evaluate(match.Subject, scope), scope),
            Interpolation text => Text(text, scope),
            Formatted hole => Format(hole, scope),
            ConvertTo conversion => Convert(conversion, Evaluate(conversion.Operand, scope)),
            CallFunction call => Call(call, scope),
            CallPrimitive call => Call(call, scope),
            CallIntrinsic call => Call(call, scope),
            TupleValue tuple => tuple.Items.Select(item => Evaluate(item, scope)).ToArray(),
            ArrayValue array => Collect(array, scope),
            NewArray array => Fill(array, scope),
            Index index => Element(index, Evaluate(index.Target, scope), scope),
            FromEnd end => new EndPosition(Integer(end.Position, scope)),
            RangeValue range => new RangeBounds(Position(range.From, scope, 0), Position(range.To, scope, new EndPosition(0))),
            Member member => Property(member, Evaluate(member.Target, scope)),
            Lambda lambda => new Closure(lambda, scope, activation),
            FunctionReference reference => new FunctionValue(Require(reference.Id, reference.Mark)),
            Invoke invoke => Call(invoke, scope),
            NewRecord record => new RecordValue(record.Type, Properties(record.Properties, scope)),
            WithProperties with => Record(Evaluate(with.Value, scope), with).With(Properties(with.Properties, scope)),
            Throw refusal => throw Refuse(refusal, scope),
            _ => throw new InvalidOperationException($"Unknown expression {expression.GetType().Name}."),
        };
    }

    private object? Store(Expression target, object? value, Scope scope)
    {
        switch (target)
        {
            case NewVariable variable:
                scope.Declare(variable.Identifier, Named(value, variable.Identifier));
                break;
            case Name name:
                (scope.Find(name.Identifier) ?? scope)[name.Identifier] = Named(value, name.Identifier);
                break;
            case Discard:
                break;
            case TupleValue tuple:
                var items = value as object?[] ?? [.. Items(value, target)];
                if (items.Length != tuple.Items.Count)
                    throw Error("MG0008", $"{tuple.Items.Count} variables cannot take {items.Length} values.", target.Mark);
                for (var i = 0; i < items.Length; i++)
                    Store(tuple.Items[i], items[i], scope);
                break;
            case Index index when Evaluate(index.Target, scope) is List<object?> list:
                list[Offset(Evaluate(index.Position, scope), list.Count, index)] = value;
                break;
            default:
                throw Error("MG0008", "Only variables and elements of arrays can be assigned to.", target.Mark);
        }
        return value;
    }

    /// <summary>Computed tensors take the name of the first variable in the user's source that holds them.</summary>
    private object? Named(object? value, string variable)
    {
        if (value is Value { Name: null, Producer: not null } tensor)
            tensor.Name = activation.Names.Qualify(variable);
        return value;
    }

    private object Step(Increment increment, Scope scope)
    {
        var old = Evaluate(increment.Target, scope);
        var next = Compute("+", old, increment.Step, increment)!;
        Store(increment.Target, next, scope);
        return increment.ReturnsOld ? old! : next;
    }

    private object? Choose(SwitchValue choice, Scope scope)
    {
        var subject = Evaluate(choice.Subject, scope);
        foreach (var arm in choice.Arms)
        {
            var inner = new Scope(scope);
            if (Matches(arm.Pattern, subject, inner) && (arm.When is null || Condition(arm.When, inner)))
                return Evaluate(arm.Value, inner);
        }
        throw Error("MG0105", $"No arm of this switch matches {Describe(subject)}.", choice.Mark);
    }

    private string Text(Interpolation text, Scope scope)
    {
        var result = string.Concat(text.Parts.Select(part => Print(Evaluate(part, scope), part)));
        return Limited(result, text);
    }

    private string Format(Formatted hole, Scope scope)
    {
        var value = Evaluate(hole.Value, scope);
        var text = value is IFormattable formattable && hole.Format is not null
            ? formattable.ToString(hole.Format, CultureInfo.InvariantCulture)
            : Print(value, hole.Value);
        return hole.Alignment >= 0 ? text.PadLeft(hole.Alignment) : text.PadRight(-hole.Alignment);
    }

    private string Print(object? value, Expression source) => value switch
    {
        null => "",
        string text => text,
        int or double => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
        bool truth => truth ? "True" : "False",
        EnumConstant member => member.Member,
        Shape shape => shape.ToString(),
        _ => throw Error("MG0105", $"Text cannot be made of {Describe(value)}.", source.Mark),
    };

    private object? Convert(ConvertTo conversion, object? value) => (conversion.Type, value) switch
    {
        ("int", int or EnumConstant) => value is EnumConstant member ? (int)member.Number : value,
        ("int", double number) => Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw Error("MG0105", $"{Print(number, conversion)} is not a 32-bit integer.", conversion.Mark),
        ("double", int number) => (double)number,
        ("float", int or double) => (double)System.Convert.ToSingle(value, CultureInfo.InvariantCulture),
        ("double", double) => value,
        ("string", _) => Print(value, conversion.Operand),
        _ => throw Error("MG0105", $"{Describe(value)} cannot be converted to {conversion.Type} at build time.", conversion.Mark),
    };

    private Dictionary<string, object?> Properties(EquatableArray<Argument> properties, Scope scope) =>
        properties.ToDictionary(property => property.Parameter, property => Evaluate(property.Value, scope));

    private RecordValue Record(object? value, Expression source) => value as RecordValue
        ?? throw Error("MG0008", $"'with' needs a record; this is {Describe(value)}.", source.Mark);

    private int Integer(Expression expression, Scope scope) => Evaluate(expression, scope) is int number
        ? number
        : throw Error("MG0105", "An integer that is known at build time is needed here.", expression.Mark);

    private object Position(Expression? position, Scope scope, object absent) => position is null
        ? absent
        : Evaluate(position, scope) switch
        {
            int or EndPosition => Evaluate(position, scope)!,
            _ => throw Error("MG0105", "A position that is known at build time is needed here.", position.Mark),
        };

    private string Limited(string text, Expression source) => text.Length <= 10_000
        ? text
        : throw Error("MG0014", "This text grows beyond 10,000 characters.", source.Mark);

    /// <summary>A value as a message calls it.</summary>
    internal static string Describe(object? value) => value switch
    {
        null => "null",
        Value tensor => $"a tensor of shape {tensor.Shape}",
        int or double => "the number " + System.Convert.ToString(value, CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        string text => $"the text \"{text}\"",
        EnumConstant member => $"{member.TypeName}.{member.Member}",
        Shape shape => $"the shape {shape}",
        object?[] => "a tuple",
        List<object?> list => $"a list of {list.Count}",
        RecordValue record => $"a {record.Type}",
        Closure or FunctionValue => "a function",
        _ => "a position",
    };
}
