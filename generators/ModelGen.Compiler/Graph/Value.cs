namespace ModelGen.Compiler;

/// <summary>One tensor of a graph. Values are compared by identity.</summary>
public sealed class Value
{
    internal Value(Graph graph, int id, TensorType type, Node? producer, int outputIndex)
    {
        Graph = graph;
        Id = id;
        Type = type;
        Producer = producer;
        OutputIndex = outputIndex;
    }

    public Graph Graph { get; }

    /// <summary>Unique within the graph, in order of creation.</summary>
    public int Id { get; }

    public TensorType Type { get; }

    public Shape Shape => Type.Shape;

    public bool IsBatched => Type.IsBatched;

    public bool IsTimed => Type.IsTimed;

    /// <summary>The node that computes it; null for inputs, targets, parameters and other sources.</summary>
    public Node? Producer { get; }

    public int OutputIndex { get; }

    /// <summary>What a source is; null for computed values.</summary>
    public Source? Source { get; internal set; }

    /// <summary>
    /// The name that the generated code uses, from the declaration: <c>conv1</c>, <c>dConv1</c>. Null until named.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The layer call that made it, such as <c>h.0.attention</c>; empty at the top.</summary>
    public string Scope { get; set; } = "";

    /// <summary>An opaque mark of the place in the declaration, kept for diagnostics and hints.</summary>
    public object? Location { get; set; }

    public override string ToString() => $"%{Id}{(Name is null ? "" : ":" + Name)} {Type}";
}

/// <summary>What a value that no node computes stands for.</summary>
public abstract record Source
{
    /// <summary>An input of the model, in the order of declaration.</summary>
    public sealed record Input(string Name, int Ordinal, int? Vocabulary = null) : Source;

    /// <summary>What the loss compares with.</summary>
    public sealed record Target(string Name, int Ordinal, int? Classes = null) : Source;

    /// <summary>
    /// The share of each sample (or position) in the mean loss: weightᵢ / Σ weights, so 1/N without weights.
    /// The trainer fills it in, and the gradient of the loss starts from it.
    /// </summary>
    public sealed record LossShare : Source;

    /// <summary>
    /// The derivative of a loss outside of the model with respect to one of its outputs, for each sample, given to the
    /// backward pass.
    /// </summary>
    public sealed record OutputGradient(string Name, int Ordinal) : Source;

    public sealed record Parameter(ParameterInfo Info) : Source;

    /// <summary>What a sample remembers from one call to the next, written in place by the only operator that reads it, or
    /// by the output of kind <see cref="OutputKind.State"/> that belongs to it.</summary>
    /// <param name="StartsAtZero">Whether it is 0 before the first position; else nothing is read there that was not written.</param>
    /// <param name="IsDeclared">Whether it is a parameter of the declaration.</param>
    public sealed record State(bool StartsAtZero, bool IsDeclared = false) : Source;
}

/// <summary>Where a parameter's values come from when a model is made.</summary>
public enum Initializer
{
    Zeros,
    Ones,

    /// <summary>Uniform in ±√(6 / (fan in + fan out)); Glorot and Bengio, 2010.</summary>
    GlorotUniform,

    /// <summary>Uniform in ±√(6 / fan in), for layers before a ReLU; He et al., 2015.</summary>
    HeUniform,

    /// <summary>A random orthogonal matrix; Saxe et al., 2013.</summary>
    Orthogonal,

    /// <summary>Normal with mean 0 and standard deviation <see cref="ParameterInfo.Scale"/>.</summary>
    Normal,

    /// <summary><see cref="ParameterInfo.Scale"/> everywhere.</summary>
    Constant,
}

/// <param name="Name">The full name, such as <c>conv1.weight</c>.</param>
/// <param name="Shape">The shape in the graph; the last axis is the columns of a product.</param>
/// <param name="FrameworkAxes">
/// The axes of <paramref name="Shape"/> in the order in which PyTorch stores them: [1, 0] for a dense weight
/// (inputs, outputs) that files hold as (outputs, inputs); [3, 2, 0, 1] for a convolution.
/// </param>
/// <param name="Initializer">How it starts.</param>
/// <param name="FanIn">Inputs that each output sums over, for the initializer.</param>
/// <param name="FanOut">Outputs that each input reaches, for the initializer.</param>
/// <param name="Scale">The constant or standard deviation, where the initializer has one.</param>
/// <param name="IsTrainable">False for running statistics: saved and loaded, but without gradient.</param>
/// <param name="L1">The weight of Σ|w| in the loss.</param>
/// <param name="L2">The weight of Σw² in the loss.</param>
public sealed record ParameterInfo(
    string Name,
    Shape Shape,
    EquatableArray<int> FrameworkAxes,
    Initializer Initializer,
    int FanIn = 1,
    int FanOut = 1,
    double Scale = 1,
    bool IsTrainable = true,
    double L1 = 0,
    double L2 = 0);
