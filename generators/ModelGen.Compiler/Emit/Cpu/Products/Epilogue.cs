namespace ModelGen.Compiler.Emit;

/// <summary>
/// What becomes of the sums of a product or convolution while they are still in registers: an elementwise expression
/// of them and of further operands, each of which is a row for all rows of the result (a bias), a single number, or
/// of the result's own shape (a residual, the activation whose derivative gates a gradient).
/// </summary>
public sealed class Epilogue
{
    // Expressions up to this many operations are written behind every accumulator, longer ones as a loop.
    private const int ShortExpression = 4;

    private readonly Value sums;
    private readonly Scalar body;
    private readonly Node? elementwise;
    private readonly int? start;

    /// <param name="sums">The result of the product.</param>
    /// <param name="elementwise">The elementwise node that uses it, or null where the sums are the result.</param>
    /// <param name="takesStart">Whether the sums may start from an operand that is added to them.</param>
    public Epilogue(Value sums, Node? elementwise, bool takesStart = true)
    {
        this.sums = sums;
        this.elementwise = elementwise;
        Output = elementwise?.Output ?? sums;
        if (elementwise is null)
        {
            body = new Scalar.Argument(0);
            return;
        }
        if (!Accepts(sums, elementwise))
            throw new ArgumentException($"{elementwise} cannot be fused into what makes {sums}.", nameof(elementwise));

        // The sums become argument 0, the operands arguments 1, 2, …
        Operands = [.. elementwise.Inputs.Where(input => input != sums).Distinct()];
        body = ((Elementwise)elementwise.Operator).Expression.Substitute(index =>
            new Scalar.Argument(elementwise.Inputs[index] == sums ? 0 : 1 + IndexOf(elementwise.Inputs[index])));

        // Σ + bias: the sum starts from the bias.
        for (var i = 0; takesStart && i < Operands.Count && start is null; i++)
            if (IsRow(Operands[i]) && Without(body, i + 1) is { } rest)
                (body, start) = (rest, i);
    }

    /// <summary>The values read besides the operands of the product.</summary>
    public IReadOnlyList<Value> Operands { get; } = [];

    public Value Output { get; }

    /// <summary>Whether <paramref name="elementwise"/> can be an epilogue of the product that makes <paramref name="sums"/>.</summary>
    public static bool Accepts(Value sums, Node elementwise)
    {
        if (elementwise.Operator is not Elementwise || elementwise.Output.Type != sums.Type) return false;
        if (!elementwise.Inputs.Contains(sums)) return false;
        return elementwise.Inputs.All(input => input.Type == sums.Type || IsNumber(input)
            || (!input.IsBatched && input.Shape.Length == sums.Shape.RowLength && input.Shape.RowLength == input.Shape.Length));
    }

    /// <summary>The operation count for one element.</summary>
    public int Cost => Count(body) + (start is null ? 0 : 1);

    /// <summary>The operand with which the sums start, if one is added to them.</summary>
    public int? StartOperand => start;

    /// <summary>Whether the expression is written as a loop over the finished tile instead of behind each accumulator.</summary>
    public bool IsLoop => Count(body) > ShortExpression || HasFunctions(body);

    /// <summary>Whether operand <paramref name="operand"/> is indexed by the column alone.</summary>
    public bool IsRow(int operand) => IsRow(Operands[operand]);

    /// <summary>Whether operand <paramref name="operand"/> has the shape of the result.</summary>
    public bool IsFull(int operand) => Operands[operand].Type == sums.Type;

    /// <summary>Whether any operand has the shape of the result.</summary>
    public bool HasFullOperands => Enumerable.Range(0, Operands.Count).Any(IsFull);

    /// <summary>C# that refers to the operand for a tile whose first column and first element are the given offsets.</summary>
    public string TileArgument(int operand, string name, string column, string element) =>
        IsFull(operand) ? $"ref At(ref {name}, {element})" : IsRow(operand) ? $"ref At(ref {name}, {column})" : $"ref {name}";

    /// <summary>The statement that stores one line of a tile.</summary>
    /// <param name="sum">The accumulator.</param>
    /// <param name="operands">The names of <see cref="Operands"/>.</param>
    /// <param name="target">The name of the result.</param>
    /// <param name="offset">The line's offset, in the result and in operands of its shape.</param>
    /// <param name="columns">How many columns of the line exist, as C#; null for all.</param>
    public string Store(string sum, IReadOnlyList<string> operands, string target, string offset, string? columns) =>
        StoreStatement("T", IsLoop ? sum : Render(sum, operands, offset), target, offset, columns);

    /// <summary>Whether nothing is left to do once the sums have started from <see cref="StartOperand"/>.</summary>
    public bool IsIdentity => body is Scalar.Argument;

    /// <summary>The expression itself.</summary>
    public string Apply(string sum, IReadOnlyList<string> operands, string offset) => Render(sum, operands, offset);

    /// <summary>
    /// Finishes the rows of a tile after the loop, where <see cref="IsLoop"/>: vector by vector, because long expressions
    /// of several vectors at a time are too much for registers and for what the JIT inlines into one method.
    /// </summary>
    /// <param name="code">Where to.</param>
    /// <param name="rows">The head of the loop over the tile's rows.</param>
    /// <param name="operands">The names of <see cref="Operands"/>.</param>
    /// <param name="target">The name of the result.</param>
    /// <param name="row">A row's offset, in the result and in operands of its shape.</param>
    /// <param name="columns">How many columns of a row exist, as C#; null for all.</param>
    public void WriteFinish(
        CodeWriter code, string rows, IReadOnlyList<string> operands, string target, string row, string? columns)
    {
        using var rowLoop = code.Block(rows);
        using var vectors = code.Block(columns is null
            ? "for (nuint c = 0; c < T.Length; c += TVector.Length)"
            : $"for (nuint c = 0; c < T.Length && (int)c < {columns}; c += TVector.Length)");
        foreach (var statement in Finish("TVector", operands, target, $"{row} + c", "c", columns is null ? null : $"{columns} - (int)c"))
            code.Line(statement);
    }

    /// <summary>The same for a single row of one vector.</summary>
    public IEnumerable<string> Finish(IReadOnlyList<string> operands, string target, string offset, string? columns) =>
        Finish("T", operands, target, offset, "0", columns);

    /// <summary>The whole for one vector of sums that may be anywhere.</summary>
    /// <param name="vector">The type of the vector.</param>
    /// <param name="sums">The sums, as C#.</param>
    /// <param name="operands">The names of <see cref="Operands"/>.</param>
    /// <param name="target">The name of the result.</param>
    /// <param name="offset">The vector's offset, in the result and in operands of its shape.</param>
    /// <param name="column">Its first column.</param>
    public IEnumerable<string> Finish(
        string vector, string sums, IReadOnlyList<string> operands, string target, string offset, string column) =>
        Finish(vector, sums, operands, target, offset, column, columns: null);

    private IEnumerable<string> Finish(
        string vector, IReadOnlyList<string> operands, string target, string offset, string column, string? columns) =>
        Finish(
            vector,
            columns is null ? $"{vector}.Load(ref {target}, {offset})" : $"{vector}.LoadFirst(ref {target}, {offset}, {columns})",
            operands, target, offset, column, columns);

    private IEnumerable<string> Finish(
        string vector, string sums, IReadOnlyList<string> operands, string target, string offset, string column, string? columns)
    {
        yield return $"var sum = {sums};";
        // What stands several times is loaded once; no operand's name ends with Row.
        var loaded = Enumerable.Range(1, Operands.Count).Where(index => Uses(body, index) > 1).ToList();
        foreach (var index in loaded)
            yield return $"var {operands[index - 1]}Row = {Load(vector, operands, index, offset, column)};";
        var expression = SimdExpression.RenderShared(
            body, vector,
            index => index == 0 ? "sum" : loaded.Contains(index) ? operands[index - 1] + "Row" : Load(vector, operands, index, offset, column),
            ["sum", "row", "c", "columns", "rows", target, .. operands]);
        foreach (var local in expression.Locals) yield return local;
        yield return StoreStatement(vector, expression.Result, target, offset, columns);
    }

    /// <summary>The whole as mathematics, with the product as <paramref name="product"/>.</summary>
    public string Describe(string product, IReadOnlyList<string> operands) =>
        FusedMaths.Describe(elementwise, sums, product, operand => operands[IndexOf(operand)]);

    private string Render(string sum, IReadOnlyList<string> operands, string offset) =>
        SimdExpression.Render(body, "T", index => index == 0 ? sum : Load("T", operands, index, offset, "0"));

    private string Load(string vector, IReadOnlyList<string> operands, int argument, string offset, string column)
    {
        var (operand, name) = (argument - 1, operands[argument - 1]);
        return IsFull(operand) ? $"{vector}.Load(ref {name}, {offset})"
            : IsRow(operand) ? $"{vector}.Load(ref {name}, {column})"
            : $"{vector}.Broadcast(ref {name}, 0)";
    }

    // A member of an expression of several registers would be called through memory.
    private static string StoreStatement(string vector, string result, string target, string offset, string? columns)
    {
        var (method, more) = columns is null ? ("Store", "") : ("StoreFirst", $", {columns}");
        return result.All(char.IsLetterOrDigit)
            ? $"{result}.{method}(ref {target}, {offset}{more});"
            : $"{vector}.{method}({result}, ref {target}, {offset}{more});";
    }

    private int IndexOf(Value operand) => Operands.ToList().IndexOf(operand);

    private bool IsRow(Value operand) => !IsNumber(operand) && operand.Type != sums.Type;

    private static bool IsNumber(Value operand) => !operand.IsBatched && operand.Shape.Length == 1;

    // The expression with (argument 0 + argument i) as its new argument 0, if argument 0 stands nowhere else.
    private static Scalar? Without(Scalar expression, int operand)
    {
        var added = new Scalar.Argument(operand);
        var sum = new Scalar.Argument(0);
        var found = false;
        var alone = true;
        var rest = Replace(expression);
        return found && alone ? rest : null;

        Scalar Replace(Scalar scalar)
        {
            if (scalar is Scalar.Apply(ScalarFunction.Add, [var a, var b])
                && ((a == sum && b == added) || (a == added && b == sum)))
            {
                found = true;
                return sum;
            }
            if (scalar == sum) alone = false;
            return scalar is Scalar.Apply apply
                ? new Scalar.Apply(apply.Function, apply.Arguments.Select(Replace).ToArray())
                : scalar;
        }
    }

    private static int Uses(Scalar expression, int argument) => expression switch
    {
        Scalar.Argument(var index) => index == argument ? 1 : 0,
        Scalar.Apply apply => apply.Arguments.Sum(part => Uses(part, argument)),
        _ => 0,
    };

    private static int Count(Scalar expression) =>
        expression is Scalar.Apply apply ? 1 + apply.Arguments.Sum(Count) : 0;

    private static bool HasFunctions(Scalar expression) => expression is Scalar.Apply apply
        && (apply.Function is >= ScalarFunction.Exp and <= ScalarFunction.Power || apply.Arguments.Any(HasFunctions));
}
