namespace ModelGen;

public static partial class Layers
{
    /// <summary>All elements of a sample in one axis: (height, width, channels) → (height · width · channels).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="order">
    /// By default as they lie, channels last, which is no work at all. <see cref="Order.ChannelsFirst"/> moves the last
    /// axis to the front first, for dense weights that were trained that way.
    /// </param>
    public static Tensor Flatten(this Tensor x, Order order = Order.ChannelsLast)
    {
        var rank = x.Shape.Rank;
        if (order == Order.ChannelsLast || rank < 2)
            return x.Reshape(x.Shape.Length);
        var axes = new int[rank];
        axes[0] = rank - 1;
        for (var i = 1; i < rank; i++)
            axes[i] = i - 1;
        return x.Permute(axes).Reshape(x.Shape.Length);
    }
}
