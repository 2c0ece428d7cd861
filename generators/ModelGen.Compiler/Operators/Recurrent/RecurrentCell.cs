using System.Collections.Concurrent;

namespace ModelGen.Compiler;

/// <summary>
/// One step of a recurrent net, for one hidden unit: from the inputs of its gates, the recurrent products of its gates,
/// and its states, to its new states. Its file holds the formulas; loops, products, derivative and kernels are made from
/// them. Two cells of one type with equal attributes are equal.
/// </summary>
public abstract record RecurrentCell
{
    private static readonly ConcurrentDictionary<RecurrentCell, CellProgram> Programs = new();
    private static readonly ConcurrentDictionary<(RecurrentCell, bool), CellGradient> Gradients = new();

    /// <summary>How the gates are called, in the order of their columns.</summary>
    public abstract IReadOnlyList<string> GateNames { get; }

    public int Gates => GateNames.Count;

    /// <summary>States of a unit; state 0 is what goes into the recurrent product and out of the layer.</summary>
    public abstract int States { get; }

    /// <summary>Trained numbers of a unit besides its weights, such as peephole weights.</summary>
    public virtual int Vectors => 0;

    // Internal, as the public members of a cell stand in the text of graphs, by which saved weights know their model.

    /// <summary>What ONNX calls it.</summary>
    internal abstract string OnnxName { get; }

    /// <summary>The gates in ONNX's order.</summary>
    internal abstract IReadOnlyList<int> OnnxGates { get; }

    /// <summary>The trained numbers, where they are peepholes, in ONNX's order.</summary>
    internal virtual IReadOnlyList<int> OnnxPeepholes => [];

    /// <summary>What else ONNX must be told.</summary>
    internal virtual (string Name, object Value)[] OnnxAttributes => [];

    /// <summary>The formulas.</summary>
    public CellProgram Program() => Programs.GetOrAdd(this, cell =>
    {
        var program = new CellProgram(cell);
        cell.Define(program);
        return program;
    });

    /// <summary>Their derivative.</summary>
    /// <param name="hasMask">Whether steps can be padding.</param>
    public CellGradient Gradient(bool hasMask) =>
        Gradients.GetOrAdd((this, hasMask), key => new CellGradient(key.Item1.Program(), key.Item2));

    /// <summary>Writes the formulas down: one call of <paramref name="cell"/> for each activation and each state.</summary>
    protected abstract void Define(CellProgram cell);

    protected static Scalar Sigmoid(Scalar x) => Scalar.Call(ScalarFunction.Sigmoid, x);

    protected static Scalar Tanh(Scalar x) => Scalar.Call(ScalarFunction.Tanh, x);

    protected static Scalar Relu(Scalar x) => Scalar.Call(ScalarFunction.Maximum, x, 0);
}
