namespace ModelGen.Compiler;

/// <summary>What shape rules have in common: each throws a <see cref="GraphException"/> that names the operator.</summary>
internal static class Check
{
    public static void Operands(Operator @operator, IReadOnlyList<TensorType> inputs, int count)
    {
        if (inputs.Count != count)
            throw new GraphException("MG0102", $"{@operator.Name} takes {count} operand{(count == 1 ? "" : "s")}, not {inputs.Count}.");
    }

    public static void Real(Operator @operator, TensorType input) => Element(@operator, input, ElementType.Real, "real numbers");

    public static void Index(Operator @operator, TensorType input) => Element(@operator, input, ElementType.Index, "indices");

    public static void Bytes(Operator @operator, TensorType input) => Element(@operator, input, ElementType.Byte, "bytes");

    public static void Element(Operator @operator, TensorType input, ElementType expected, string what)
    {
        if (input.Element != expected)
            throw new GraphException("MG0102", $"{@operator.Name} takes {what}, not {Plural(input.Element)} of shape {input.Shape}.");
    }

    /// <param name="operator">The operator that asks.</param>
    /// <param name="input">The operand.</param>
    /// <param name="rank">The number of axes that it must have.</param>
    /// <param name="axes">What they mean, such as <c>(height, width, channels)</c>.</param>
    public static void Rank(Operator @operator, TensorType input, int rank, string axes)
    {
        if (input.Shape.Rank != rank)
            throw new GraphException("MG0101", $"{@operator.Name} expects {rank} axes {axes}, but got the shape {input.Shape} with {Axes(input.Shape.Rank)}.");
    }

    /// <param name="operator">The operator that asks.</param>
    /// <param name="what">Which operand, such as <c>the weight</c>.</param>
    /// <param name="actual">Its shape.</param>
    /// <param name="expected">What it should be.</param>
    public static void Shape(Operator @operator, string what, Shape actual, Shape expected)
    {
        if (actual != expected)
            throw new GraphException("MG0102", $"{@operator.Name} expects {what} of shape {expected}, not {actual}.");
    }

    public static void Positive(Operator @operator, string what, params int[] numbers)
    {
        foreach (var number in numbers)
            if (number <= 0)
                throw new GraphException("MG0105", $"The {what} of {@operator.Name} must be at least 1, not {number}.");
    }

    public static void NotNegative(Operator @operator, string what, params int[] numbers)
    {
        foreach (var number in numbers)
            if (number < 0)
                throw new GraphException("MG0105", $"The {what} of {@operator.Name} must not be negative, but is {number}.");
    }

    public static string Axes(int rank) => rank == 1 ? "1 axis" : $"{rank} axes";

    private static string Plural(ElementType element) => element switch
    {
        ElementType.Real => "real numbers",
        ElementType.Index => "indices",
        _ => "bytes",
    };
}
