namespace ModelGen;

public static partial class Layers
{
    /// <summary>A border of zeros around an image: (h, w, c) → (h + 2 · size, w + 2 · size, c).</summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="size">The width of the border on every side.</param>
    public static Tensor Pad2D(this Tensor x, int size) => x.Pad([size, size, 0], [size, size, 0]);

    /// <summary>
    /// A border of zeros around an image: (h, w, c) → (h + top + bottom, w + left + right, c).
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="top">Rows above.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="left">Columns on the left.</param>
    /// <param name="right">Columns on the right.</param>
    public static Tensor Pad2D(this Tensor x, int top, int bottom, int left, int right) =>
        x.Pad([top, left, 0], [bottom, right, 0]);
}
