namespace ModelGen.Compiler.Emit;

/// <summary>
/// One method of the generated GPU code, launched with one thread group after another over a grid. Operands are dense
/// row-major arrays, those of samples with the samples one after another; parameters lie as the graph has them. The method
/// is <c>void Name(ArrayView&lt;float&gt; in0, …, ArrayView&lt;float&gt; out0, …, int n)</c> with n the number of samples, if
/// any operand has samples.
/// </summary>
public abstract class GpuKernel : IKernelMethod
{
    /// <inheritdoc/>
    public abstract IReadOnlyList<Value> Inputs { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<Value> Outputs { get; }

    /// <summary>The thread groups of a launch.</summary>
    public abstract GpuGrid Grid { get; }

    /// <summary>Whether the kernel adds to its (unbatched) first output instead of overwriting it.</summary>
    public bool Accumulates { get; set; }

    /// <summary>How numbers go through products.</summary>
    public GpuPrecision Precision { get; set; }

    /// <summary>
    /// Whether the kernel draws random numbers: behind the operands its method has <c>ArrayView&lt;int&gt; counters</c>, the
    /// seed and the number of the step, and <c>int stream</c>, <see cref="Stream"/>.
    /// </summary>
    public virtual bool IsRandom => false;

    /// <summary>The number of the kernel's stream of random numbers.</summary>
    public virtual int Stream => 0;

    /// <summary>Whether the method wants the number of samples.</summary>
    public virtual bool HasSamples => Inputs.Concat(Outputs).Any(value => value.IsBatched);

    /// <summary>
    /// Whether the number of samples is that of all their positions together: it is where an operand has positions.
    /// </summary>
    public virtual bool CountsPositions => Inputs.Concat(Outputs).Any(value => value.IsTimed);

    /// <summary>
    /// Whether the kernel tells positions apart: behind the operands its method has <c>ArrayView&lt;int&gt; position</c>, the number
    /// of the first that is given, and <c>int length</c>, how many are given of each sample.
    /// </summary>
    public virtual bool HasPositions => false;

    /// <summary>
    /// What takes the same operands and does the same where samples begin anew with at least so many positions; null where
    /// nothing does better there.
    /// </summary>
    public virtual (GpuKernel Kernel, int Fewest)? FromStart => null;

    /// <summary>The operator of an assignment to the first output.</summary>
    protected string Assign => Accumulates ? "+=" : "=";

    /// <inheritdoc/>
    public abstract void Emit(CodeWriter code, KernelNames names);
}

/// <summary>How numbers go through products; sums are 32-bit floats always.</summary>
public enum GpuPrecision
{
    /// <summary>As 32-bit floats.</summary>
    Float32,

    /// <summary>Rounded to the ten bits of TF32.</summary>
    TensorFloat32,

    /// <summary>Rounded to the seven bits of bfloat16.</summary>
    BFloat16,
}

/// <summary>A kernel of the GPU and the nodes it stands for.</summary>
public sealed record GpuSelected(GpuKernel Kernel, IReadOnlyList<Node> Nodes) : ISelection;
