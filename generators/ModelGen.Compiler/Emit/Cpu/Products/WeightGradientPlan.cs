namespace ModelGen.Compiler.Emit;

/// <summary>An axis of the weights that a gradient kernel walks over tile by tile.</summary>
/// <param name="Name">The loop variable.</param>
/// <param name="Count">Its extent.</param>
/// <param name="SourceStep">Floats of the input from one index to the next.</param>
/// <param name="RowStep">Rows of the weights from one index to the next.</param>
internal sealed record WeightAxis(string Name, int Count, int SourceStep, int RowStep);

/// <summary>
/// What a gradient dW = Σ xᵀ · dy is made of, for a product or a convolution. A tile is some units times one panel of
/// columns, and sums over blocks of samples in registers.
/// </summary>
internal sealed record WeightGradientPlan
{
    /// <summary>Rows and columns of the weights.</summary>
    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>The kernel's positions, one tile or more each.</summary>
    public IReadOnlyList<WeightAxis> Outer { get; init; } = [];

    /// <summary>The axis along which the lines of a tile lie.</summary>
    public required WeightAxis Unit { get; init; }

    /// <summary>Neighbouring inputs that belong to one index of <see cref="Unit"/>.</summary>
    public int LinesPerUnit { get; init; } = 1;

    /// <summary>Samples (or rows) after which the sums go to memory.</summary>
    public required int Block { get; init; }

    /// <summary>What <see cref="Block"/> counts, such as <c>row</c>.</summary>
    public required string BlockName { get; init; }

    /// <summary>How many of these a sample has.</summary>
    public int PerSample { get; init; } = 1;

    /// <summary>The sum, outermost first; the first may count <c>rows</c> or <c>samples</c>.</summary>
    public required IReadOnlyList<ReductionLoop> Loops { get; init; }

    /// <summary>Floats of the input and of dy for one of what <see cref="Block"/> counts.</summary>
    public required int SourceLength { get; init; }

    public required int VectorLength { get; init; }

    /// <summary>Groups of a grouped convolution: input channels of one, and output channels of one.</summary>
    public (int Count, int Inputs, int Outputs) Groups { get; init; } = (1, 0, 0);

    /// <summary>Whether every column has an input of its own, as in a depthwise convolution.</summary>
    public bool IsDepthwise { get; init; }

    /// <summary>The most units of a tile of twelve lines.</summary>
    public int MostUnits => Math.Max(1, 12 / LinesPerUnit);

    /// <summary>Into how many tiles the units are cut.</summary>
    public int UnitTiles => (Unit.Count + MostUnits - 1) / MostUnits;
}
