namespace ModelGen.Compiler.Emit;

/// <summary>
/// An expression on vectors as a kernel uses it: written out where it is short, else a method of its own that the JIT
/// inlines.
/// </summary>
public sealed class VectorFunction
{
    private const int ShortOperations = 3;

    private readonly Scalar expression;
    private readonly string name;
    private readonly IReadOnlyList<string> parameters;
    private readonly int[] arguments;
    private readonly bool isInline;

    /// <param name="expression">The expression over the operands of a kernel.</param>
    /// <param name="name">The name of the method, if it becomes one.</param>
    /// <param name="operands">The names of the operands.</param>
    public VectorFunction(Scalar expression, string name, IReadOnlyList<string> operands)
    {
        this.expression = expression;
        this.name = name;
        var uses = new List<int>();
        var operations = Count(expression, uses);
        arguments = [.. uses.Distinct().OrderBy(argument => argument)];
        parameters = operands;
        isInline = operations <= ShortOperations && uses.Count == arguments.Length
            && new SharedScalars(expression).InOrder.Count == 0;
    }

    /// <summary>The value for these operands, as C# behind which a member can follow.</summary>
    /// <param name="operand">The vector of each operand.</param>
    /// <param name="addend">What to add to it; null for nothing.</param>
    public string Call(Func<int, string> operand, string? addend = null)
    {
        if (!isInline)
        {
            var call = $"{name}({string.Join(", ", arguments.Select(operand))})";
            return addend is null ? call : $"({addend} + {call})";
        }
        var sum = addend is null ? expression : new Scalar.Argument(-1) + expression;
        var simd = SimdExpression.RenderShared(sum, "TVector", index => index < 0 ? addend! : operand(index));
        return simd.IsPrimary ? simd.Result : $"({simd.Result})";
    }

    /// <summary>Writes the method, if there is one.</summary>
    public void WriteDeclaration(CodeWriter code)
    {
        if (isInline) return;
        var simd = SimdExpression.RenderShared(expression, "TVector", index => parameters[index], parameters);
        code.Line().Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        var head = KernelText.Joined($"private static TVector {name}(", [.. arguments.Select(index => "TVector " + parameters[index])], ")");
        if (simd.Locals.Count == 0)
        {
            code.Line(head + " =>");
            using (code.Indent()) code.Line(simd.Result + ";");
            return;
        }
        using (code.Block(head))
        {
            foreach (var local in simd.Locals) code.Line(local);
            code.Line($"return {simd.Result};");
        }
    }

    // The functions in an expression; every use of an argument is added to the list.
    private static int Count(Scalar scalar, List<int> uses)
    {
        if (scalar is Scalar.Argument(var index)) uses.Add(index);
        return scalar is Scalar.Apply apply ? 1 + apply.Arguments.Sum(operand => Count(operand, uses)) : 0;
    }
}
