using System.ComponentModel;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// One named tensor of a model: a weight, a bias or a running statistic (or its gradient). Values go in and out in the
/// order of other frameworks (PyTorch's: a dense weight is (outputs, inputs), a convolution's (outputs, inputs, height,
/// width)); inside they lie as the kernels want them.
/// </summary>
public sealed partial class Parameter
{
    private readonly int[] shape, axes;
    private readonly int offset, rows, columns, panelWidth;
    private readonly ParameterSet? owner;

    /// <summary>
    /// Where a parameter lies in a block: a matrix of rows × columns, the last axis of the model's own shape as columns,
    /// in panels of <paramref name="panelWidth"/> columns (16 where vectors have fewer than 512 bits, see <see cref="Panels"/>)
    /// one after another, each with all its rows; the last panel is as wide as what is left, rounded up to 16.
    /// </summary>
    /// <param name="name">The name in files, such as <c>conv1.weight</c>.</param>
    /// <param name="shape">The shape in files.</param>
    /// <param name="offset">The first float in the block.</param>
    /// <param name="rows">Rows of the stored matrix; 1 for whatever is not the right operand of a product.</param>
    /// <param name="columns">Columns of the stored matrix.</param>
    /// <param name="panelWidth">Columns stored together.</param>
    /// <param name="axes">For each axis in files, which axis of the model's own shape it is.</param>
    /// <param name="isTrainable">Whether an optimizer moves it; running statistics are not trainable.</param>
    /// <param name="format">How its numbers are kept.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Parameter(
        string name, int[] shape, int offset, int rows, int columns, int panelWidth, int[] axes, bool isTrainable = true,
        NumberFormat format = NumberFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(axes);
        (Name, this.shape, this.axes, IsTrainable) = (name, shape, axes, isTrainable);
        (this.offset, this.rows, this.columns, this.panelWidth, Format) = (offset, rows, columns, Panels.Width(panelWidth), format);
        Length = rows * columns;
        if (axes.Length != shape.Length || Elements(shape) != Length)
            throw new ArgumentException($"{name} of shape ({string.Join(", ", shape)}) is stored as {rows} × {columns}.", nameof(shape));
    }

    /// <summary>A parameter that lies in the block as it does in files, row-major.</summary>
    /// <param name="name">The name in files, such as <c>norm1.bias</c>.</param>
    /// <param name="shape">The shape in files, and the model's own.</param>
    /// <param name="offset">The first float in the block.</param>
    /// <param name="isTrainable">Whether an optimizer moves it; running statistics are not trainable.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Parameter(string name, int[] shape, int offset, bool isTrainable = true)
        : this(name, shape, offset, InOrder(shape.Length), isTrainable)
    {
    }

    /// <summary>A parameter that lies in the block row-major, in the model's own order of axes.</summary>
    /// <param name="name">The name in files, such as <c>dense1.weight</c>.</param>
    /// <param name="shape">The shape in files.</param>
    /// <param name="offset">The first float in the block.</param>
    /// <param name="axes">For each axis in files, which axis of the model's own shape it is.</param>
    /// <param name="isTrainable">Whether an optimizer moves it; running statistics are not trainable.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Parameter(string name, int[] shape, int offset, int[] axes, bool isTrainable = true)
        : this(name, shape, offset, 1, Elements(shape), (Elements(shape) + 15) / 16 * 16, axes, isTrainable)
    {
    }

    /// <summary>
    /// A parameter that lies in the block as a matrix in panels, the last axis of the model's own shape as columns, all
    /// others together as rows.
    /// </summary>
    /// <param name="name">The name in files, such as <c>conv1.weight</c>.</param>
    /// <param name="shape">The shape in files.</param>
    /// <param name="offset">The first float in the block.</param>
    /// <param name="panelWidth">Columns stored together.</param>
    /// <param name="axes">For each axis in files, which axis of the model's own shape it is.</param>
    /// <param name="isTrainable">Whether an optimizer moves it; running statistics are not trainable.</param>
    /// <param name="format">How its numbers are kept.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Parameter(
        string name, int[] shape, int offset, int panelWidth, int[] axes, bool isTrainable = true,
        NumberFormat format = NumberFormat.Float32)
        : this(name, shape, offset, Elements(shape) / Columns(shape, axes), Columns(shape, axes), panelWidth, axes, isTrainable, format)
    {
    }

    private static int Columns(int[] shape, int[] axes) => shape[Array.IndexOf(axes, axes.Length - 1)];

    internal Parameter(Parameter layout, ParameterSet owner)
        : this(layout.Name, layout.shape, layout.offset, layout.rows, layout.columns, layout.panelWidth, layout.axes, layout.IsTrainable, layout.Format) =>
        this.owner = owner;

    /// <summary>The name in files, unique in the model: <c>conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The shape in files; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape => shape;

    internal bool HasShape(ReadOnlySpan<int> other) => other.SequenceEqual(shape);

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>Whether an optimizer moves it; running statistics are saved and loaded, but not trained.</summary>
    public bool IsTrainable { get; }

    private static int Elements(int[] shape)
    {
        var elements = 1;
        foreach (var extent in shape) elements *= extent;
        return elements;
    }

    private static int[] InOrder(int count)
    {
        var axes = new int[count];
        for (var axis = 0; axis < count; axis++) axes[axis] = axis;
        return axes;
    }

    private ParameterSet Owner => owner ??
        throw new InvalidOperationException($"{Name} is a layout; only the parameters of a ParameterSet have values.");

    /// <summary>How its numbers are kept. Only a model without a loss keeps parameters in less than 32 bits.</summary>
    public NumberFormat Format { get; }

    /// <summary>Reads all values, row-major in <see cref="Shape"/>.</summary>
    /// <exception cref="ArgumentException">The span is not <see cref="Length"/> long.</exception>
    public void CopyTo(Span<float> values)
    {
        CheckLength(values.Length, nameof(values));
        if (Format == NumberFormat.Float32)
        {
            var block = Owner.Block;
            var walk = new FrameworkOrder(this);
            foreach (ref var value in values)
                value = block[walk.Next()];
        }
        else
        {
            ReadReduced(values);
        }
    }

    /// <summary>Overwrites all values, row-major in <see cref="Shape"/>, rounded to what <see cref="Format"/> holds.</summary>
    /// <exception cref="ArgumentException">The span is not <see cref="Length"/> long.</exception>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        CheckLength(values.Length, nameof(values));
        if (Format == NumberFormat.Float32)
        {
            var block = Owner.Block;
            var walk = new FrameworkOrder(this);
            foreach (var value in values)
                block[walk.Next()] = value;
        }
        else
        {
            WriteReduced(values);
        }
        Owner.MarkChanged();
    }

    /// <summary>All values, row-major in <see cref="Shape"/>, in a new array.</summary>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>For messages: <c>conv1.weight (32, 1, 3, 3)</c>.</summary>
    public override string ToString() => $"{Name} ({string.Join(", ", shape)})";

    private void CheckLength(int length, string name)
    {
        if (length != Length)
            throw new ArgumentException($"{this} has {Length} values, got {length}.", name);
    }
}
