namespace ModelGen.Compiler.Emit;

/// <summary>
/// y = epilogue(x · W): tiles of up to six rows × 64 columns, or twelve rows × 32 or 16 at the right border, each the
/// sum over K in registers. Panels of W come one after another, so that a panel stays in the cache for all rows.
/// </summary>
public sealed class ProductKernel : Kernel
{
    // Of a single row: what takes some ten microseconds to read, which is worth a meeting of threads.
    private const int FewestSharedWeights = 64 << 10;

    private readonly ProductShape shape;
    private readonly Epilogue epilogue;
    private readonly IReadOnlyList<ColumnSection> sections;

    /// <param name="product">The product; its inputs are the left and the right operand.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="elementwise">The elementwise node that is taken in, or null.</param>
    public ProductKernel(Node product, ProductShape shape, Node? elementwise = null)
    {
        this.shape = shape;
        epilogue = new Epilogue(product.Output, elementwise);
        Inputs = [.. product.Inputs, .. epilogue.Operands];
        Outputs = [epilogue.Output];
        sections = ColumnSection.Of(
            shape.RightStorage ?? new ParameterStorage(1, shape.Inner * shape.Columns, 16), shape.Inner, shape.Columns);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity =>
        !shape.IsDense || shape.Matrices * shape.Rows >= 48 ? Granularity.OneSample : Granularity.ManySamples;

    /// <summary>Rows for threads to share, or panels of the weights where a sample is a single row.</summary>
    public override int SampleParts => SharesPanels ? shape.RightStorage!.PanelCount
        : shape.IsDense && shape.LeftBatched ? shape.Matrices * shape.Rows : 1;

    public override bool SharesAnyCount => SharesPanels;

    /// <summary>Whether the parts of a sample are panels of the weights.</summary>
    public bool SharesPanels => shape is { IsDense: true, LeftBatched: true, Matrices: 1, Rows: 1, RightStorage: { PanelCount: > 1 } storage }
        && storage.Count >= FewestSharedWeights;

    public override bool ReadsPastEnd(int input) => input != 0;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 ? shape.RightStorage : null;

    public override bool TakesHalves(Value operand) => true;

    public override bool TakesIntegers(Value operand) => operand == Inputs[1] && shape.RightStorage is not null;

    public override int SmallestSharedNumber => 2;

    public override long Flops =>
        (long)shape.Matrices * shape.Rows * shape.Columns * (2L * shape.Inner + epilogue.Cost);

    public override void Emit(CodeWriter code, KernelNames names) =>
        new ProductWriter(code, ReservedNames.Avoid(names, ProductWriter.Locals), this, shape, epilogue, sections).Write();
}
