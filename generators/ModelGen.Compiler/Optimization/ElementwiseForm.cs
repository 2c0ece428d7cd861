namespace ModelGen.Compiler;

/// <summary>An elementwise node taken apart: an expression over operands, each used, none twice.</summary>
internal sealed record ElementwiseForm(Scalar Expression, IReadOnlyList<Value> Operands)
{
    private static readonly Lazy<IReadOnlyDictionary<Scalar, Elementwise>> Primitives = new(FindPrimitives);

    public static ElementwiseForm Of(Elementwise @operator, IReadOnlyList<Value> operands) =>
        Create(@operator.Expression, operands);

    /// <summary>The form with each operand replaced by an expression over further operands, or kept where null.</summary>
    public ElementwiseForm Substitute(Func<Value, ElementwiseForm?> replacement)
    {
        var operands = new List<Value>();
        var expression = Expression.Substitute(index =>
        {
            var form = replacement(Operands[index]) ?? new ElementwiseForm(new Scalar.Argument(0), [Operands[index]]);
            return form.Expression.Substitute(inner => Place(operands, form.Operands[inner]));
        });
        return Create(expression, operands);
    }

    /// <summary>The type of the result: that of all operands broadcast together.</summary>
    public TensorType Type => new(
        Operands.Select(operand => operand.Shape).Aggregate(Shape.Scalar, Shape.Broadcast),
        Operands.Any(operand => operand.IsBatched));

    /// <summary>Writes the form as a node, or as nothing where it is an operand itself.</summary>
    /// <param name="graph">The graph of the operands.</param>
    /// <param name="type">What the result must be; it is repeated to that where the operands alone do not give it.</param>
    public Value Write(Graph graph, TensorType type)
    {
        var value = Expression switch
        {
            Scalar.Argument => Operands[0],
            Scalar.Literal(var number) => graph.Apply(new Constant(number)),
            _ => graph.Apply(
                Primitives.Value.TryGetValue(Expression, out var primitive) ? primitive : new FusedElementwise(Expression),
                [.. Operands]),
        };
        return value.Type == type ? value : graph.Apply(new Expand(type.Shape, type.IsBatched), value);
    }

    private static ElementwiseForm Create(Scalar expression, IReadOnlyList<Value> operands)
    {
        var used = new List<Value>();
        var simplified = ScalarAlgebra.Simplify(expression.Substitute(index => Place(used, operands[index])));
        // A simpler expression may have lost operands: number those that are left anew.
        var left = new List<Value>();
        return new ElementwiseForm(simplified.Substitute(index => Place(left, used[index])), left);
    }

    private static Scalar Place(List<Value> operands, Value operand)
    {
        if (!operands.Contains(operand)) operands.Add(operand);
        return new Scalar.Argument(operands.IndexOf(operand));
    }

    // What a single primitive computes is written as that primitive: dumps and generated names then say what it is.
    private static Dictionary<Scalar, Elementwise> FindPrimitives()
    {
        var primitives = new Dictionary<Scalar, Elementwise>();
        foreach (var type in OperatorRegistry.Operators)
            if (typeof(Elementwise).IsAssignableFrom(type) && type.GetConstructor(System.Type.EmptyTypes) is not null)
            {
                var primitive = (Elementwise)Activator.CreateInstance(type)!;
                primitives[ScalarAlgebra.Simplify(primitive.Expression)] = primitive;
            }
        return primitives;
    }
}
