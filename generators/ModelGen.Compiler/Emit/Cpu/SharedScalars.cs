namespace ModelGen.Compiler.Emit;

/// <summary>
/// The parts of an expression (or of several) that are used more than once, each before the parts that contain it, with a name for
/// each: so that a renderer writes them (and the processor computes them) once.
/// </summary>
public sealed class SharedScalars
{
    private readonly Dictionary<Scalar, int> uses = [];
    private readonly List<Scalar> finished = [];
    private readonly Dictionary<Scalar, string> names = [];

    public SharedScalars(Scalar expression, IEnumerable<string>? reserved = null)
        : this([expression], reserved)
    {
    }

    /// <summary>Also what one expression shares with another.</summary>
    public SharedScalars(IEnumerable<Scalar> expressions, IEnumerable<string>? reserved = null)
    {
        foreach (var expression in expressions) Count(expression);
        var taken = new HashSet<string>(reserved ?? []);
        foreach (var scalar in finished.Where(scalar => uses[scalar] > 1))
        {
            var name = Noun(((Scalar.Apply)scalar).Function);
            for (var ordinal = 2; !taken.Add(name); ordinal++)
                name = Noun(((Scalar.Apply)scalar).Function) + ordinal;
            names.Add(scalar, name);
            InOrder.Add(scalar);
        }
    }

    public List<Scalar> InOrder { get; } = [];

    public string? NameOf(Scalar scalar) => names.TryGetValue(scalar, out var name) ? name : null;

    private void Count(Scalar scalar)
    {
        if (scalar is not Scalar.Apply apply) return;
        uses.TryGetValue(scalar, out var count);
        uses[scalar] = count + 1;
        if (count > 0) return;
        if (apply is (ScalarFunction.Select, [Scalar.Apply(ScalarFunction.Greater or ScalarFunction.Less, var compared), ..]))
            foreach (var operand in compared.Concat(apply.Arguments.Skip(1)))      // a selection by a comparison is one
                Count(operand);                                                    // operation: not to be taken apart
        else
            foreach (var operand in apply.Arguments)
                Count(operand);
        finished.Add(scalar);
    }

    private static string Noun(ScalarFunction function) => function switch
    {
        ScalarFunction.Add or ScalarFunction.MultiplyAdd => "sum",
        ScalarFunction.Subtract => "difference",
        ScalarFunction.Multiply => "product",
        ScalarFunction.Divide => "ratio",
        ScalarFunction.Negate => "negative",
        ScalarFunction.Minimum => "smaller",
        ScalarFunction.Maximum => "larger",
        ScalarFunction.Abs => "magnitude",
        ScalarFunction.Sqrt => "root",
        ScalarFunction.ReciprocalSqrt => "reciprocalRoot",
        ScalarFunction.Select => "choice",
        ScalarFunction.Greater or ScalarFunction.GreaterOrEqual or ScalarFunction.Less
            or ScalarFunction.LessOrEqual or ScalarFunction.Equal or ScalarFunction.NotEqual => "mask",
        _ => function.ToString().ToLowerInvariant(),
    };
}
