namespace ModelGen.Compiler.Emit;

/// <summary>
/// A 1×1 convolution that a depthwise one takes in: the wide image exists only a few rows at a time.
/// </summary>
internal sealed class ExpandedRows
{
    // Of the wide image, in floats. A smaller one stays in the second-level cache anyway.
    private const int Smallest = 96 << 10;

    private ExpandedRows(Node convolution, Node? elementwise, int width)
    {
        Convolution = convolution;
        Epilogue = new Epilogue(convolution.Output, elementwise);
        Nodes = elementwise is null ? [convolution] : [convolution, elementwise];
        var weight = convolution.Inputs[1].Shape;
        (Channels, Wide) = (weight[2], weight[3]);
        Tiling = ConvolutionTiling.Choose(1, width, 1, Wide);
        Storage = new ParameterStorage(Channels, Wide, Tiling.PanelWidth);
    }

    public Node Convolution { get; }

    public Epilogue Epilogue { get; }

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Channels of the narrow image.</summary>
    public int Channels { get; }

    /// <summary>Channels of the wide image.</summary>
    public int Wide { get; }

    public ConvolutionTiling Tiling { get; }

    /// <summary>How the weights are stored.</summary>
    public ParameterStorage Storage { get; }

    /// <summary>What makes the input of a depthwise convolution, where it pays to take it in; else null.</summary>
    public static ExpandedRows? Of(Node depthwise, SelectionContext context)
    {
        var wide = depthwise.Inputs[0];
        if (wide.Shape.Rank != 3 || wide.Shape.Length < Smallest || wide.Shape.RowLength % 16 != 0 || context.OnlyConsumer(wide) is null) return null;
        var elementwise = wide.Producer is { Operator: Elementwise } function ? function : null;
        var sums = elementwise is null ? wide : elementwise.Inputs.FirstOrDefault(input => input.Producer?.Operator is Conv2D);
        if (sums?.Producer is not { Operator: Conv2D { StrideY: 1, StrideX: 1, Groups: 1 } } convolution) return null;
        var weight = convolution.Inputs[1].Shape;
        if (weight[0] * weight[1] > 1 || convolution.Inputs[0].Shape.RowCount != wide.Shape.RowCount) return null;
        if (elementwise is not null && (context.OnlyConsumer(sums) is null || !Epilogue.Accepts(sums, elementwise))) return null;
        var rows = new ExpandedRows(convolution, elementwise, wide.Shape[1]);
        return rows.Nodes.Any(context.Covered.Contains) || Enumerable.Range(0, rows.Epilogue.Operands.Count).Any(rows.Epilogue.IsFull) ? null : rows;
    }
}
