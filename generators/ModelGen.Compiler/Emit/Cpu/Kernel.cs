namespace ModelGen.Compiler.Emit;

/// <summary>How the work of a kernel may be split, between chunks and between threads.</summary>
public enum Domain
{
    /// <summary>
    /// Each sample on its own. The method is
    /// <c>void Name(nuint count, ref float in0, …, ref float out0, …)</c>: batched operands point at the first of
    /// <c>count</c> consecutive samples, unbatched ones at their start.
    /// </summary>
    Samples,

    /// <summary>
    /// Tiles of an unbatched result, each made from the whole batch in order, so that the result does not depend on
    /// the number of threads. The method is
    /// <c>void Name(nuint from, nuint to, nuint count, ref float in0, …)</c>: tiles <c>from</c> to <c>to</c> of
    /// <see cref="Kernel.TileCount"/>, over all <c>count</c> samples.
    /// </summary>
    Tiles,
}

/// <summary>How many samples a <see cref="Domain.Samples"/> kernel wants in one call.</summary>
public enum Granularity
{
    /// <summary>No preference: whatever its neighbours have.</summary>
    Any,

    /// <summary>One: it has enough work, and the next kernel finds the sample in the first-level cache.</summary>
    OneSample,

    /// <summary>Many: the samples are the rows of its register tiles, and its weights are read once for all.</summary>
    ManySamples,
}

/// <summary>
/// One method of the generated code: what a family of kernels makes of one node, or of several that it fuses.
/// Batched operands are dense row-major arrays (samples, shape) that start on a cache line and may be read (never
/// written) up to 64 floats past their end, except the model's own inputs and outputs, which are the caller's spans.
/// Parameters lie in the layout that <see cref="ParameterStorage"/> says; other unbatched values are dense.
/// </summary>
public abstract class Kernel : IKernelMethod
{
    /// <summary>The values read, in the order of the method's parameters.</summary>
    public abstract IReadOnlyList<Value> Inputs { get; }

    /// <summary>The values written, after the inputs.</summary>
    public abstract IReadOnlyList<Value> Outputs { get; }

    /// <summary>How many of the outputs, the last ones, are memory to work in, of no meaning after the call.</summary>
    public virtual int Workspaces => 0;

    public abstract Domain Domain { get; }

    /// <summary>The number of independent parts of a <see cref="Domain.Tiles"/> kernel.</summary>
    public virtual int TileCount => 1;

    /// <summary>Whether equal tiles of this and another kernel are equal parts of results of equal shape and storage.</summary>
    public virtual bool IsCutAs(Kernel other) => false;

    /// <summary>Whether it works on every position of the samples, so that its samples are those.</summary>
    public bool IsTimed => Inputs.Concat(Outputs).Any(value => value.IsTimed);

    /// <summary>Independent parts of the results of one sample, for threads to share; 1 where there are none.</summary>
    public virtual int SampleParts => 1;

    /// <summary>
    /// Whether the parts are those of any number of samples: a method does its parts of each, where it otherwise does them
    /// of a single sample only.
    /// </summary>
    public virtual bool SharesAnyCount => false;

    /// <summary>
    /// Whether the method of a <see cref="Domain.Samples"/> kernel does the parts <c>nuint from</c> to <c>nuint to</c>
    /// (excluded), parameters behind the count; of several samples it always does all, unless it <see cref="SharesAnyCount"/>.
    /// </summary>
    public bool IsShared { get; set; }

    /// <summary>How many samples a call should have.</summary>
    public virtual Granularity Granularity => Granularity.Any;

    /// <summary>Whether an input is read with vector loads, which may run past its end: a caller's span is copied first.</summary>
    public virtual bool ReadsPastEnd(int input) => true;

    /// <summary>
    /// Whether the first output may lie where an input lies: every element is read before the same element is written,
    /// and never afterwards.
    /// </summary>
    public virtual bool CanWriteOver(int input) => false;

    /// <summary>How an unbatched input must lie in memory; null for dense row-major.</summary>
    public virtual ParameterStorage? RequiredStorage(int input) => null;

    /// <summary>Whether unbatched inputs may be stored in any way, as <see cref="Storages"/> tells.</summary>
    public virtual bool ReadsAnyStorage => false;

    /// <summary>Whether an unbatched output may be stored in any way, as <see cref="Storages"/> tells.</summary>
    public virtual bool WritesAnyStorage => false;

    /// <summary>
    /// Whether an operand may be kept in half the size: whether all that the kernel does with it are loads and stores of
    /// vectors, broadcasts and multiply-adds with single numbers, which convert. By default none.
    /// </summary>
    public virtual bool TakesHalves(Value operand) => false;

    /// <summary>Whether an operand may be kept as integers with a scale for each column. By default none.</summary>
    public virtual bool TakesIntegers(Value operand) => false;

    /// <summary>How the values of the model are stored; set before the kernel is written.</summary>
    public StoragePlan Storages { get; set; } = new();

    /// <summary>
    /// Parameters between the counts and the operands: any of <c>uint seed</c>, <c>uint step</c> (of the trainer),
    /// <c>uint stream</c> (<see cref="Stream"/>) and <c>nuint first</c> (the number of the first sample in the batch).
    /// </summary>
    public virtual IReadOnlyList<string> ExtraParameters => [];

    /// <summary>The number of the kernel's stream of random numbers, where it wants one: a parameter, so that kernels that differ in it alone are equal.</summary>
    public virtual uint Stream => 0;

    /// <summary>
    /// How the unbatched output lies in memory, as its readers (or the parameter that it is the gradient of) want it;
    /// null for dense. Decided by the storage plan before <see cref="Emit"/>.
    /// </summary>
    public ParameterStorage? OutputStorage { get; set; }

    /// <summary>Whether the kernel adds to its (unbatched) outputs instead of overwriting them.</summary>
    public bool Accumulates { get; set; }

    /// <summary>
    /// Kernels whose texts differ in numbers only may share one, in which a number that differs is a <c>nuint</c> that the
    /// JIT knows. This is the least that such a number can be; below it stand those that C# wants as an <c>int</c> or
    /// as a constant. None may differ by default.
    /// </summary>
    public virtual int SmallestSharedNumber => int.MaxValue;

    /// <summary>Operations executed for one sample (<see cref="Domain.Tiles"/>: per sample too, if it depends on the batch).</summary>
    public abstract long Flops { get; }

    /// <summary>The parameter of the method for an operand, with its type.</summary>
    public string Parameter(Value value, string name) => $"ref {Storages.TypeOf(value)} {name}";

    /// <summary>The parameters of all operands, results last.</summary>
    public IEnumerable<string> Parameters(KernelNames names) =>
        Inputs.Zip(names.Inputs, Parameter).Concat(Outputs.Zip(names.Outputs, Parameter));

    /// <summary>
    /// Writes the method, with the comment that states the maths and the shapes above it. Everything but the names is
    /// a function of the kernel's shape: kernels that write the same text but for names are emitted once.
    /// </summary>
    public abstract void Emit(CodeWriter code, KernelNames names);
}

/// <summary>How the real numbers of a value are kept in memory; kernels compute with 32-bit floats always.</summary>
public enum NumberFormat
{
    /// <summary>As 32-bit floats.</summary>
    Float32,

    /// <summary>As the upper halves of 32-bit floats, rounded to nearest.</summary>
    BFloat16,

    /// <summary>
    /// As integers −127 to 127, each column of a matrix with a scale of its own: the largest of the column is 127 times that.
    /// The scales, as floats, lie behind the numbers.
    /// </summary>
    Int8,
}

/// <summary>
/// How a parameter (or another unbatched matrix) lies in memory, as rows × columns with the last axis of the shape as
/// columns: panels of <paramref name="PanelWidth"/> columns one after another, each with all rows; the last panel is
/// as wide as what is left, rounded up to 16. Element (r, c) of panel p = c / PanelWidth lies at
/// <c>p · PanelWidth · Rows + r · width(p) + c % PanelWidth</c>. Padding is always 0. So it is with 512-bit vectors; with
/// narrower ones a panel's memory holds panels of 16 columns (the library's <c>Panels</c>), which <see cref="PanelText"/> writes.
/// </summary>
public sealed record ParameterStorage(int Rows, int Columns, int PanelWidth)
{
    /// <summary>How each number is kept.</summary>
    public NumberFormat Format { get; init; }

    /// <summary>Dense row-major: one row of all elements, for whatever is not the right operand of a product.</summary>
    public static ParameterStorage Dense(Shape shape) => new(1, shape.Length, RoundUp(shape.Length));

    /// <summary>Whether both put every element at the same place: one row of anything is dense.</summary>
    public bool IsSameAs(ParameterStorage other) => this == other
        || (Format == other.Format && (IsPlain && other.IsPlain ? Rows * Columns == other.Rows * other.Columns
            : Rows == other.Rows && Columns == other.Columns && PanelCount == 1 && other.PanelCount == 1));

    // Sixteen columns are a panel of any vectors.
    private bool IsPlain => Rows == 1 || Columns == 16;

    public int PanelCount => (Columns + PanelWidth - 1) / PanelWidth;

    /// <summary>The stored columns of a panel, a multiple of 16.</summary>
    public int Width(int panel) => Math.Min(PanelWidth, RoundUp(Columns - panel * PanelWidth));

    /// <summary>Numbers stored, padding among them.</summary>
    public int Count => Rows * ((PanelCount - 1) * PanelWidth + Width(PanelCount - 1));

    /// <summary>The memory taken, in 32-bit floats, a multiple of 16.</summary>
    public int Length => Floats(Count, Format) + (Format == NumberFormat.Int8 ? RoundUp(Columns) : 0);

    /// <summary>The memory that so many numbers take, in 32-bit floats, a multiple of 16.</summary>
    public static int Floats(int count, NumberFormat format) => RoundUp(format switch
    {
        NumberFormat.BFloat16 => (count + 1) / 2,
        NumberFormat.Int8 => (count + 3) / 4,
        _ => count,
    });

    public static int RoundUp(int count) => (count + 15) / 16 * 16;
}
