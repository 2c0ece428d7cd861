using System.Collections;

namespace ModelGen.Compiler;

/// <summary>
/// The extents of a value along its axes, outermost first; elements lie in row-major order.
/// The batch axis is never part of a shape: <see cref="TensorType.IsBatched"/> tells whether there is one.
/// </summary>
public readonly struct Shape(params int[]? dimensions) : IReadOnlyList<int>, IEquatable<Shape>
{
    private readonly EquatableArray<int> dimensions = new(dimensions);

    public static Shape Scalar => default;

    public int Rank => dimensions.Count;

    public int Count => dimensions.Count;

    /// <summary>The number of elements of one sample.</summary>
    public int Length => dimensions.Aggregate(1, (product, dimension) => checked(product * dimension));

    public int this[int axis] => dimensions[axis];

    /// <summary>The last extent, 1 for a scalar: the length of a row.</summary>
    public int RowLength => Rank == 0 ? 1 : dimensions[Rank - 1];

    /// <summary>The number of rows of one sample: the product of all extents but the last.</summary>
    public int RowCount => Rank == 0 ? 1 : Length / Math.Max(1, RowLength);

    public int[] ToArray() => [.. dimensions];

    public bool Equals(Shape other) => dimensions.Equals(other.dimensions);

    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    public override int GetHashCode() => dimensions.GetHashCode();

    public IEnumerator<int> GetEnumerator() => dimensions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As users write shapes: <c>(28, 28, 1)</c>, <c>(64)</c>, <c>()</c>.</summary>
    public override string ToString() => "(" + string.Join(", ", dimensions) + ")";

    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>
    /// The common shape of two operands by the rules of NumPy: shapes are aligned at their last axes and an extent of
    /// 1, or a missing axis, is repeated.
    /// </summary>
    /// <exception cref="GraphException">MG0104: two extents differ and neither is 1.</exception>
    public static Shape Broadcast(Shape left, Shape right)
    {
        var result = new int[Math.Max(left.Rank, right.Rank)];
        for (var i = 1; i <= result.Length; i++)
        {
            var a = i <= left.Rank ? left[left.Rank - i] : 1;
            var b = i <= right.Rank ? right[right.Rank - i] : 1;
            if (a != b && a != 1 && b != 1)
                throw new GraphException("MG0104", $"The shapes {left} and {right} cannot be broadcast together: the extents {a} and {b} of axis {result.Length - i} differ and neither is 1.");
            result[result.Length - i] = a == 1 ? b : a;
        }
        return new Shape(result);
    }

    /// <summary>A non-negative axis from one that may count from the end.</summary>
    /// <exception cref="GraphException">MG0101: there is no such axis.</exception>
    public int Axis(int axis)
    {
        if (axis < -Rank || axis >= Rank)
            throw new GraphException("MG0101", $"Axis {axis} does not exist in the shape {this}, which has {Rank} axes.");
        return axis < 0 ? axis + Rank : axis;
    }
}
