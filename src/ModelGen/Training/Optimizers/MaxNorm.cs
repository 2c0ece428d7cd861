namespace ModelGen;

/// <summary>
/// Keeps the norm of the weights that come into each unit within a bound, by scaling down those that are beyond
/// (Srivastava et al., 2014, § 5.1): Keras' <c>MaxNorm</c>, PyTorch's <c>renorm(2, 0, maximum)</c>.
/// </summary>
public sealed class MaxNorm : Constraint
{
    private readonly int[]? axes;

    /// <summary>A bound for the units of some parameters.</summary>
    /// <param name="maximum">The largest Euclidean norm, above 0.</param>
    /// <param name="parameters">Their names, where each <c>*</c> stands for any text; by default all.</param>
    /// <param name="axes">
    /// The axes of <see cref="Parameter.Shape"/> that a norm is taken over, negative ones counted from the end. Null for
    /// all but the first, which are the weights into one unit of a dense layer (outputs, inputs) or one filter of a
    /// convolution (outputs, inputs, height, width); parameters of one axis, such as biases, are left alone then.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not a finite number above 0.</exception>
    public MaxNorm(float maximum, string parameters = "*", IReadOnlyList<int>? axes = null)
        : base(parameters)
    {
        if (!(float.IsFinite(maximum) && maximum > 0))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The largest norm is a finite number above 0.");
        (Maximum, this.axes) = (maximum, axes is null ? null : [.. axes]);
    }

    /// <summary>The largest Euclidean norm.</summary>
    public float Maximum { get; }

    private protected override bool Concerns(Parameter parameter) => axes is not null || parameter.Shape.Count > 1;

    private protected override Action Bind(Parameter parameter)
    {
        var (groups, count) = Groups(parameter);
        var memory = parameter.Memory;
        double[] squares = new double[count];
        float[] scales = new float[count];
        return () =>
        {
            var weights = memory.Span;
            Array.Clear(squares);
            for (var i = 0; i < groups.Length; i++)
                squares[groups[i]] += (double)weights[i] * weights[i];
            var exceeded = false;
            for (var group = 0; group < scales.Length; group++)
            {
                var norm = Math.Sqrt(squares[group]);
                exceeded |= norm > Maximum;
                scales[group] = norm > Maximum ? (float)(Maximum / norm) : 1;
            }
            if (!exceeded)
                return;
            for (var i = 0; i < groups.Length; i++)
                weights[i] *= scales[groups[i]];
        };
    }

    /// <summary>
    /// For each float of the parameter's memory, whose norm it counts in; padding is 0 and may count anywhere.
    /// </summary>
    private (int[] Groups, int Count) Groups(Parameter parameter)
    {
        var shape = parameter.Shape;
        var summed = new bool[shape.Count];
        foreach (var axis in axes ?? [.. Enumerable.Range(1, shape.Count - 1)])
        {
            var counted = axis < 0 ? axis + shape.Count : axis;
            if ((uint)counted >= (uint)shape.Count)
                throw new ArgumentException($"MaxNorm is to sum over axis {axis} of {parameter}.");
            summed[counted] = true;
        }

        var groups = new int[parameter.Memory.Length];
        var position = new int[shape.Count];
        foreach (var place in parameter.Places())
        {
            var group = 0;
            for (var axis = 0; axis < position.Length; axis++)
            {
                if (!summed[axis])
                    group = group * shape[axis] + position[axis];
            }
            groups[place] = group;
            for (var axis = position.Length - 1; axis >= 0 && ++position[axis] == shape[axis]; axis--)
                position[axis] = 0;
        }
        return (groups, shape.Where((_, axis) => !summed[axis]).Aggregate(1, (product, extent) => product * extent));
    }
}
