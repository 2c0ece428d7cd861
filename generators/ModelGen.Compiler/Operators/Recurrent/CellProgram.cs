namespace ModelGen.Compiler;

/// <summary>What an argument of a cell's expressions stands for; each has a number among its kind.</summary>
public enum CellValue
{
    /// <summary>What the layer's input contributes to a gate, bias included.</summary>
    Input,

    /// <summary>What the state before contributes to a gate: (h · U) of its column.</summary>
    Product,

    /// <summary>A state before the step.</summary>
    Previous,

    /// <summary>A trained number of the unit.</summary>
    Vector,

    /// <summary>The value of an earlier line of the program.</summary>
    Step,

    /// <summary>In derivatives: ∂loss/∂(a new state), from later steps and from outside.</summary>
    Later,

    /// <summary>In derivatives: the value of an earlier line of the derivative.</summary>
    Gradient,

    /// <summary>1 where the step counts, 0 where it is padding.</summary>
    Mask,
}

/// <param name="Name">A short name, such as <c>f</c>.</param>
/// <param name="Expression">Over the cell's values and earlier lines.</param>
/// <param name="State">The state whose new value it is; null for an activation that is kept for the backward pass.</param>
public sealed record CellStep(string Name, Scalar Expression, int? State);

/// <summary>The formulas of a cell, line by line.</summary>
public sealed class CellProgram(RecurrentCell cell)
{
    private const int Stride = 64;

    private readonly List<CellStep> steps = [];

    public RecurrentCell Cell => cell;

    public IReadOnlyList<CellStep> Steps => steps;

    /// <summary>The lines that are kept for the backward pass, in order.</summary>
    public IReadOnlyList<CellStep> Activations => [.. steps.Where(step => step.State is null)];

    public static Scalar Value(CellValue kind, int index = 0) => new Scalar.Argument((int)kind * Stride + index);

    /// <summary>What an argument stands for.</summary>
    public static (CellValue Kind, int Index) Of(int argument) => ((CellValue)(argument / Stride), argument % Stride);

    /// <summary>A gate's input plus its recurrent product.</summary>
    public Scalar Sum(int gate) => Input(gate) + Product(gate);

    public Scalar Input(int gate) => Value(CellValue.Input, gate);

    public Scalar Product(int gate) => Value(CellValue.Product, gate);

    public Scalar Previous(int state) => Value(CellValue.Previous, state);

    public Scalar Vector(int index) => Value(CellValue.Vector, index);

    /// <summary>A line whose value the backward pass needs.</summary>
    public Scalar Keep(string name, Scalar expression) => Add(new CellStep(name, expression, null));

    /// <summary>The line that makes the new value of a state.</summary>
    public Scalar SetState(int state, string name, Scalar expression) => Add(new CellStep(name, expression, state));

    /// <summary>The line that makes the new value of a state.</summary>
    public int StepOfState(int state) => steps.FindIndex(step => step.State == state);

    public string StateName(int state) => steps[StepOfState(state)].Name;

    /// <summary>Whether the formulas use a value.</summary>
    public bool Uses(CellValue kind, int index) => steps.Any(step => step.Expression.Contains(Value(kind, index)));

    /// <summary>
    /// The lines where none is kept: a sigmoid and a hyperbolic tangent that only their product reads stand in that product,
    /// as the two then share a division, and their lines are what these are of.
    /// </summary>
    public IEnumerable<CellStep> Joined()
    {
        var joined = new HashSet<CellStep>();
        CellStep[] lines = [.. steps.Select(step => step with { Expression = Join(step.Expression) })];
        return lines.Select((line, index) =>
            joined.Contains(steps[index]) ? line with { Expression = ((Scalar.Apply)line.Expression).Arguments[0] } : line);

        Scalar Join(Scalar scalar)
        {
            if (scalar is not Scalar.Apply(var function, var arguments)) return scalar;
            if (function == ScalarFunction.Multiply && Own(arguments[0]) is Scalar.Apply(ScalarFunction.Sigmoid, _) gate
                && Own(arguments[1]) is Scalar.Apply(ScalarFunction.Tanh, _) value)
            {
                return Within(arguments[0], gate.Function) * Within(arguments[1], value.Function);
            }
            return new Scalar.Apply(function, arguments.Select(Join).ToArray());
        }

        Scalar Within(Scalar scalar, ScalarFunction function)
        {
            if (StepOf(scalar) is not { } step) return scalar;
            joined.Add(step);
            return Scalar.Call(function, scalar);
        }

        // The expression of a line that is read once, and of anything else itself.
        Scalar Own(Scalar scalar) =>
            StepOf(scalar) is { State: null } step && steps.Sum(other => Count(other.Expression, scalar)) == 1 ? step.Expression : scalar;

        CellStep? StepOf(Scalar scalar) =>
            scalar is Scalar.Argument(var argument) && Of(argument) is (CellValue.Step, var index) ? steps[index] : null;

        static int Count(Scalar scalar, Scalar part) =>
            scalar == part ? 1 : scalar is Scalar.Apply(_, var arguments) ? arguments.Sum(argument => Count(argument, part)) : 0;
    }

    private Scalar Add(CellStep step)
    {
        steps.Add(step);
        return Value(CellValue.Step, steps.Count - 1);
    }
}
