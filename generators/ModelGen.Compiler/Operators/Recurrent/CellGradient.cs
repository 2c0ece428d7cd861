namespace ModelGen.Compiler;

/// <summary>
/// The derivative of a cell, from its formulas: ∂loss/∂(everything that goes into a step) from ∂loss/∂(its new states).
/// It uses kept activations, states before and after the step, and the unit's trained numbers, never what went into the
/// gates.
/// </summary>
public sealed class CellGradient
{
    private readonly CellProgram program;
    private readonly Dictionary<int, Scalar> gradients = [];
    private readonly List<(string Name, Scalar Expression)> steps = [];
    private readonly HashSet<int> used = [];

    /// <param name="program">The formulas.</param>
    /// <param name="hasMask">Whether steps can be padding, which carry every state over.</param>
    public CellGradient(CellProgram program, bool hasMask)
    {
        this.program = program;
        for (var state = 0; state < program.Cell.States; state++)
        {
            var later = CellProgram.Value(CellValue.Later, state);
            var mask = CellProgram.Value(CellValue.Mask);
            Add(Step(program.StepOfState(state)), hasMask ? Scalar.Call(ScalarFunction.Select, mask, later, 0) : later);
            if (hasMask) Add(program.Previous(state), Scalar.Call(ScalarFunction.Select, mask, 0, later));
        }
        for (var i = program.Steps.Count - 1; i >= 0; i--)
            Differentiate(i);

        var cell = program.Cell;
        Inputs = [.. Enumerable.Range(0, cell.Gates).Select(gate => Result(program.Input(gate)))];
        Products = [.. Enumerable.Range(0, cell.Gates).Select(gate => Result(program.Product(gate)))];
        Vectors = [.. Enumerable.Range(0, cell.Vectors).Select(index => Result(program.Vector(index)))];
        Previous = [.. Enumerable.Range(0, cell.States).Select(state => Result(program.Previous(state)))];
        foreach (var expression in steps.Select(step => step.Expression).Concat(Inputs).Concat(Products).Concat(Vectors).Concat(Previous))
            CollectUses(expression);
        HasApartProducts = !Inputs.SequenceEqual(Products);
        Check();
    }

    /// <summary>The lines that the results use, in order: ∂loss/∂(each line of the program).</summary>
    public IReadOnlyList<(string Name, Scalar Expression)> Steps => steps;

    /// <summary>∂loss/∂(each gate's input).</summary>
    public IReadOnlyList<Scalar> Inputs { get; }

    /// <summary>∂loss/∂(each gate's recurrent product).</summary>
    public IReadOnlyList<Scalar> Products { get; }

    /// <summary>∂loss/∂(each trained number of the unit), for one step of one sample.</summary>
    public IReadOnlyList<Scalar> Vectors { get; }

    /// <summary>∂loss/∂(each state before the step), without what comes through the recurrent product.</summary>
    public IReadOnlyList<Scalar> Previous { get; }

    /// <summary>Whether some gate's product does not simply add to its input, so that the two gradients differ.</summary>
    public bool HasApartProducts { get; }

    /// <summary>Whether the derivative uses a value.</summary>
    public bool Uses(CellValue kind, int index) => used.Contains(((Scalar.Argument)CellProgram.Value(kind, index)).Index);

    /// <summary>Whether the derivative uses a state, as it is before or after the step.</summary>
    public bool UsesState(int state) => Uses(CellValue.Previous, state) || Uses(CellValue.Step, program.StepOfState(state));


    private static Scalar Step(int index) => CellProgram.Value(CellValue.Step, index);

    private void Add(Scalar value, Scalar gradient)
    {
        var argument = ((Scalar.Argument)value).Index;
        gradients[argument] = gradients.TryGetValue(argument, out var sum) ? sum + gradient : gradient;
    }

    private void Differentiate(int index)
    {
        if (!gradients.TryGetValue(((Scalar.Argument)Step(index)).Index, out var gradient)) return;
        var (name, expression) = (program.Steps[index].Name, program.Steps[index].Expression);
        var dy = Known(gradient);
        if (dy is not Scalar.Argument)
        {
            steps.Add(("d" + char.ToUpperInvariant(name[0]) + name.Substring(1), dy));
            dy = CellProgram.Value(CellValue.Gradient, steps.Count - 1);
        }
        foreach (var entry in ScalarGradient.Of(expression, dy))
            Add(new Scalar.Argument(entry.Key), entry.Value);
    }

    private Scalar Result(Scalar value) =>
        gradients.TryGetValue(((Scalar.Argument)value).Index, out var gradient) ? Known(gradient) : 0;

    // In terms of lines instead of what they were made from: 1 − tanh(…)² is 1 − n².
    private Scalar Known(Scalar scalar) => ScalarAlgebra.Simplify(Replace(scalar));

    private Scalar Replace(Scalar scalar)
    {
        for (var i = 0; i < program.Steps.Count; i++)
            if (scalar == program.Steps[i].Expression)
                return Step(i);
        return scalar is Scalar.Apply(var function, var arguments)
            ? new Scalar.Apply(function, arguments.Select(Replace).ToArray())
            : scalar;
    }

    private void CollectUses(Scalar scalar)
    {
        if (scalar is Scalar.Argument(var index)) used.Add(index);
        if (scalar is Scalar.Apply apply)
            foreach (var argument in apply.Arguments) CollectUses(argument);
    }

    private void Check()
    {
        for (var gate = 0; gate < program.Cell.Gates; gate++)
            if (Uses(CellValue.Input, gate) || Uses(CellValue.Product, gate))
                throw new InvalidOperationException($"The derivative of {program.Cell} needs more than its program keeps.");
    }
}
