namespace ModelGen.Compiler.Emit;

/// <summary>
/// dW = Σ xᵀ · dy over all samples, in the storage of the weights: for products all rows, for convolutions all outputs
/// of an image. See <see cref="WeightGradientPlan"/> for the tiles.
/// </summary>
public sealed class WeightGradientKernel : Kernel
{
    private readonly WeightGradientPlan plan;
    private readonly string product;

    private WeightGradientKernel(Node node, WeightGradientPlan plan, string product, long flops)
    {
        (this.plan, this.product) = (plan, product);
        Inputs = node.Inputs;
        Outputs = node.Outputs;
        Flops = flops;
    }

    /// <summary>The gradient of a product's weights.</summary>
    /// <param name="node">Its inputs are x (…, K) and dy (…, N), its output dW (K, N).</param>
    public static WeightGradientKernel OfProduct(Node node)
    {
        var (rows, inputs, columns) =
            (node.Inputs[0].Shape.RowCount, node.Inputs[0].Shape.RowLength, node.Inputs[1].Shape.RowLength);
        return new WeightGradientKernel(
            node,
            new WeightGradientPlan
            {
                Rows = inputs,
                Columns = columns,
                Unit = new("k", inputs, 1, 1),
                Block = 128,
                BlockName = "row",
                PerSample = rows,
                Loops = [new("n", "rows", inputs, columns)],
                SourceLength = inputs,
                VectorLength = columns,
            },
            "{0}ᵀ · {1}", 2L * rows * inputs * columns);
    }

    /// <summary>The gradient of a convolution's weights.</summary>
    /// <param name="node">Its inputs are the images and dy, its output dW.</param>
    /// <param name="shape">The extents of the convolution.</param>
    public static WeightGradientKernel OfConvolution(Node node, ConvolutionShape shape)
    {
        var (image, outputs) = (shape.Height * shape.Width * shape.Channels, shape.OutputHeight * shape.OutputWidth);
        var ky = new WeightAxis("ky", shape.KernelHeight, shape.DilationY * shape.Width * shape.Channels,
            shape.KernelWidth * shape.GroupChannels);
        var kx = new WeightAxis("kx", shape.KernelWidth, shape.DilationX * shape.Channels, shape.GroupChannels);
        var run = shape.HasContiguousRows ? shape.KernelWidth * shape.Channels : shape.GroupChannels;
        List<WeightAxis> outer = shape.HasContiguousRows ? [ky] : [ky, kx];
        var inputs = new WeightAxis("k", run, 1, 1);

        // Runs of few inputs: several positions of the kernel make a tile.
        var areUnits = (shape.Groups == 1 || shape.IsDepthwise) && run <= 6 && outer[outer.Count - 1].Count > 1;
        var unit = areUnits ? outer[outer.Count - 1] : inputs;
        if (areUnits) outer.RemoveAt(outer.Count - 1);
        var block = Math.Max(1, 128 / outputs);
        List<ReductionLoop> loops = block == 1 ? [] : [new("n", shape.Item + "s", image, outputs * shape.OutputChannels)];
        loops.Add(new("oy", $"{shape.OutputHeight}", shape.StrideY * shape.Width * shape.Channels,
            shape.OutputWidth * shape.OutputChannels));
        loops.Add(new("ox", $"{shape.OutputWidth}", shape.StrideX * shape.Channels, shape.OutputChannels));
        return new WeightGradientKernel(
            node,
            new WeightGradientPlan
            {
                Rows = shape.KernelLength,
                Columns = shape.OutputChannels,
                Outer = [.. outer.Where(axis => axis.Count > 1)],
                Unit = unit,
                LinesPerUnit = areUnits ? run : 1,
                Block = block,
                BlockName = shape.Item,
                PerSample = shape.Images,
                Loops = loops,
                SourceLength = image,
                VectorLength = outputs * shape.OutputChannels,
                Groups = shape.HasGroups ? (shape.Groups, shape.GroupChannels, shape.GroupOutputs) : (1, 0, 0),
                IsDepthwise = shape.IsDepthwise,
            },
            $"convolve{shape.Kernel}ᵀ({{0}}, {{1}})",
            2L * shape.Images * outputs * shape.KernelLength * shape.OutputChannels);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => Writer(new CodeWriter(), Placeholder).TileCount;

    public override bool IsCutAs(Kernel other) =>
        other is WeightGradientKernel gradient && gradient.product == product && gradient.TileCount == TileCount;

    public override bool WritesAnyStorage => true;

    public override bool ReadsPastEnd(int input) => input == 1 || plan.IsDepthwise;

    public override bool TakesHalves(Value operand) => operand.IsBatched;

    public override long Flops { get; }

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, product, names.Inputs[0], names.Inputs[1]);
        KernelText.Comment(code, $"{names.Outputs[0]} {(Accumulates ? "+=" : "=")} Σ {text}", Inputs, Outputs);
        Writer(code, names).Write(Accumulates);
    }

    private static KernelNames Placeholder { get; } = new("", ["", ""], [""]);

    private WeightGradientWriter Writer(CodeWriter code, KernelNames names) => new(
        code, names, this, plan, plan.Groups.Count > 1
            ? ColumnSection.Dense(plan.Groups.Outputs, plan.Columns)
            : ColumnSection.Of(OutputStorage ?? ParameterStorage.Dense(Outputs[0].Shape), plan.Rows, plan.Columns));
}
