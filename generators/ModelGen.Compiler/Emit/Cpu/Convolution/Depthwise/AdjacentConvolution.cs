namespace ModelGen.Compiler.Emit;

/// <summary>
/// A convolution that a depthwise one takes in, before or behind itself: the large image between the two exists only a
/// few rows at a time, and stays in the second-level cache.
/// </summary>
internal sealed class AdjacentConvolution
{
    // Floats of the image in between, and of the weights, which are read for every row again. A smaller image stays in the
    // second-level cache anyway; there larger weights are better read once.
    private const int SmallestImage = 64 << 10, LargeImage = 96 << 10, LargestWeights = 40 << 10;

    private AdjacentConvolution(Node convolution, Node? elementwise)
    {
        Convolution = convolution;
        Epilogue = new Epilogue(convolution.Output, elementwise);
        Nodes = elementwise is null ? [convolution] : [convolution, elementwise];
        Shape = ConvolutionFamily.Shape((Conv2D)convolution.Operator, convolution.Inputs[0].Shape, convolution.Inputs[1].Shape);
        Tiling = ConvolutionTiling.Choose(1, Shape.OutputWidth, 1, Shape.OutputChannels);
        Storage = new ParameterStorage(Shape.KernelLength, Shape.OutputChannels, Tiling.PanelWidth);
    }

    public Node Convolution { get; }

    public Epilogue Epilogue { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public ConvolutionShape Shape { get; }

    /// <summary>How a row of its result is cut into tiles.</summary>
    public ConvolutionTiling Tiling { get; }

    /// <summary>How the weights are stored.</summary>
    public ParameterStorage Storage { get; }

    /// <summary>What the kernel reads for it besides the image.</summary>
    public IReadOnlyList<Value> Operands => [Convolution.Inputs[1], .. Epilogue.Operands];

    public long Flops => (long)Shape.OutputHeight * Shape.OutputWidth * Shape.OutputChannels * (2L * Shape.KernelLength + Epilogue.Cost);

    /// <summary>What makes the input of a depthwise convolution, where it pays to take it in; else null.</summary>
    public static AdjacentConvolution? Before(Node depthwise, SelectionContext context)
    {
        var wide = depthwise.Inputs[0];
        if (!IsLarge(wide) || wide.Shape.RowLength % 16 != 0 || context.OnlyConsumer(wide) is null) return null;
        var elementwise = wide.Producer is { Operator: Elementwise } function ? function : null;
        var sums = elementwise is null ? wide : elementwise.Inputs.FirstOrDefault(input => input.Producer?.Operator is Conv2D);
        if (sums?.Producer is not { } convolution || !IsPlain(convolution, wide)) return null;
        if (wide.Shape.Length < LargeImage && convolution.Inputs[1].Shape.Length > LargestWeights) return null;
        if (elementwise is not null && (context.OnlyConsumer(sums) is null || !Epilogue.Accepts(sums, elementwise))) return null;
        var found = new AdjacentConvolution(convolution, elementwise);
        return found.Nodes.Any(context.Covered.Contains) || found.Epilogue.HasFullOperands ? null : found;
    }

    /// <summary>What takes the result of a depthwise convolution by a 1×1 kernel, where it pays to take it in; else null.</summary>
    /// <param name="filtered">What the depthwise convolution does with its sums.</param>
    /// <param name="context">The graph.</param>
    public static AdjacentConvolution? Behind(Epilogue filtered, SelectionContext context)
    {
        var wide = filtered.Output;
        if (!IsLarge(wide) || filtered.HasFullOperands) return null;
        if (context.OnlyConsumer(wide) is not { } convolution || convolution.Inputs[0] != wide || context.Covered.Contains(convolution)) return null;
        if (!IsPlain(convolution, convolution.Output) || convolution.Output.Shape.RowCount != wide.Shape.RowCount) return null;
        var weight = convolution.Inputs[1].Shape;
        return weight[0] * weight[1] > 1 || weight.Length > LargestWeights ? null
            : new(convolution, ProductFamily.Following(convolution.Output, context));
    }

    /// <summary>What a register tile sums over, for weights with <paramref name="stride"/> floats from one row to the next.</summary>
    public IReadOnlyList<ReductionLoop> Loops(string stride)
    {
        var row = new ReductionLoop("k", $"{Shape.KernelWidth * Shape.Channels}", 1, stride);
        return Shape.KernelHeight == 1 ? [row]
            : [new("ky", $"{Shape.KernelHeight}", Shape.Width * Shape.Channels, RegisterTile.Rows(Shape.KernelWidth * Shape.Channels, stride)), row];
    }

    private static bool IsLarge(Value image) => image.Shape.Rank == 3 && image.Shape.Length >= SmallestImage;

    private static bool IsPlain(Node node, Value result) =>
        node.Operator is Conv2D { Groups: 1, DilationY: 1, DilationX: 1 } && !node.Inputs[1].IsBatched && result.Shape.Rank == 3;
}
