namespace ModelGen;

/// <summary>
/// Real numbers inside a declaration: an activation, one for each sample of the batch, or a parameter. It is symbolic:
/// the source generator evaluates the methods that use it while the project builds, and every member throws
/// <see cref="InvalidOperationException"/> when it is run.
/// </summary>
/// <remarks>
/// The batch axis is implicit. Axis 0 is the first declared axis, negative axes count from the end, images are
/// (height, width, channels). Operators broadcast as NumPy does: shapes are aligned at their last axes and an extent
/// of 1, or a missing axis, is repeated.
/// </remarks>
public readonly partial struct Tensor
{
    /// <summary>The extents without the batch axis; known at build time.</summary>
    public TensorShape Shape
    {
        [Operator("Shape")]
        get => BuildTime.Only<TensorShape>();
    }

    /// <summary>
    /// Whether this is the evaluation of the training step (true) or of the prediction (false). Both are compiled;
    /// they must declare the same parameters. <see cref="Layers.Dropout"/> and <see cref="Layers.BatchNorm"/> differ by it.
    /// </summary>
    public static bool IsTraining
    {
        [Operator("IsTraining")]
        get => BuildTime.Only<bool>();
    }

    /// <summary>A number, of shape ().</summary>
    /// <param name="number">Its value, rounded to a 32-bit float.</param>
    [Operator("Constant")]
    public static Tensor Constant(double number) => BuildTime.Only<Tensor>();

    /// <summary>The numbers start, start + step, …, of shape (count); the same for every sample.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="start">The first; 0 by default.</param>
    /// <param name="step">The distance from one to the next; 1 by default.</param>
    [Operator]
    public static Tensor Range(int count, double start = 0, double step = 1) => BuildTime.Only<Tensor>();

    /// <summary>
    /// A trained parameter. Zeros where it has at most one axis; otherwise Glorot uniform, the last axis counting as
    /// outputs and the product of the others as inputs.
    /// </summary>
    /// <param name="name">Its name within the layer, such as <c>weight</c>; files call it <c>conv1.weight</c>.</param>
    /// <param name="shape">Its extents; none for a single number.</param>
    [Operator("Parameter")]
    public static Tensor Parameter(string name, params int[] shape) => BuildTime.Only<Tensor>();

    /// <summary>A parameter, with all that can be said of one.</summary>
    /// <param name="name">Its name within the layer, such as <c>weight</c>; files call it <c>conv1.weight</c>.</param>
    /// <param name="shape">Its extents; empty for a single number.</param>
    /// <param name="initializer">How it starts.</param>
    /// <param name="fanIn">Inputs that each output sums over; 0 for the product of all extents but the last.</param>
    /// <param name="fanOut">Outputs that each input reaches; 0 for the last extent.</param>
    /// <param name="scale">
    /// The value (<see cref="Initializer.Constant"/>) or the standard deviation (<see cref="Initializer.Normal"/>).
    /// </param>
    /// <param name="frameworkAxes">
    /// The axes of <paramref name="shape"/> in the order in which files hold them: <c>[1, 0]</c> for the weight (inputs,
    /// outputs) of a dense layer, which PyTorch stores as (outputs, inputs). Null for the same order.
    /// </param>
    /// <param name="trainable">
    /// False for a running statistic: saved and loaded, but without gradient; see <see cref="UpdateStatistic"/>.
    /// </param>
    /// <param name="l1">The weight of Σ|w| in the loss.</param>
    /// <param name="l2">The weight of Σw² in the loss.</param>
    [Operator("Parameter")]
    public static Tensor Parameter(
        string name,
        int[] shape,
        Initializer initializer,
        int fanIn = 0,
        int fanOut = 0,
        float scale = 1,
        int[]? frameworkAxes = null,
        bool trainable = true,
        float l1 = 0,
        float l2 = 0) => BuildTime.Only<Tensor>();

    /// <summary>
    /// The value that a parameter with <c>trainable: false</c> takes after a training step. It has the parameter's
    /// shape and no batch axis.
    /// </summary>
    /// <param name="parameter">The running statistic.</param>
    /// <param name="value">What it becomes; its old value may occur in it.</param>
    [Operator("UpdateStatistic")]
    public static void UpdateStatistic(Tensor parameter, Tensor value) => BuildTime.Only<Tensor>();

    /// <summary>Tensors one after the other along an axis; their other extents are equal.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">The axis along which the extents add up; by default the last.</param>
    [Operator("Concat")]
    public static Tensor Concat(Tensor[] tensors, int axis = -1) => BuildTime.Only<Tensor>();

    /// <summary>Tensors of one shape side by side along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result; by default in front, −1 is behind all others.</param>
    public static Tensor Stack(Tensor[] tensors, int axis = 0)
    {
        if (tensors.Length == 0)
            throw new ArgumentException("'tensors' of Stack must be at least one tensor.", nameof(tensors));
        var shape = tensors[0].Shape;
        var place = axis < 0 ? axis + shape.Rank + 1 : axis;
        if (place < 0 || place > shape.Rank)
            throw new ArgumentException($"MG0101: 'axis' of Stack must be from {-shape.Rank - 1} to {shape.Rank} for the shape {shape}, not {axis}.", nameof(axis));
        var extents = new int[shape.Rank + 1];
        for (var i = 0; i <= shape.Rank; i++)
            extents[i] = i == place ? 1 : shape[i < place ? i : i - 1];
        var parts = new Tensor[tensors.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (tensors[i].Shape.Rank != shape.Rank)
                throw new ArgumentException($"MG0102: Stack expects tensors of one shape, not {shape} and {tensors[i].Shape}.", nameof(tensors));
            for (var j = 0; j < shape.Rank; j++)
                if (tensors[i].Shape[j] != shape[j])
                    throw new ArgumentException($"MG0102: Stack expects tensors of one shape, not {shape} and {tensors[i].Shape}.", nameof(tensors));
            parts[i] = tensors[i].Reshape(extents);
        }
        return Concat(parts, place);
    }

    /// <summary>
    /// A sum of products in Einstein's notation: a letter for each axis of the operands, and of the result behind the
    /// arrow. Letters that the result has not are summed over: <c>Einsum("ij,jk-&gt;ik", a, b)</c> is a · b.
    /// </summary>
    /// <param name="equation">
    /// Such as <c>"bhqd,bhkd-&gt;bhqk"</c>; the batch axis has no letter. No letter stands twice in one operand.
    /// </param>
    /// <param name="operands">One tensor or two.</param>
    [Operator("Einsum")]
    public static Tensor Einsum(string equation, params Tensor[] operands) => BuildTime.Only<Tensor>();
}
