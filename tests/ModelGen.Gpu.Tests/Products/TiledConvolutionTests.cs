using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Tests.Products;

/// <summary>Convolutions and their gradients as products in tiles.</summary>
public class TiledConvolutionTests
{
    private static GpuTile Smallest => GpuTile.All.MinBy(entry => entry.Tile.Rows * entry.Tile.Columns).Tile;

    private sealed record Shapes(string Name, Conv2D Convolution, int[] Image, int[] Weight)
    {
        public int[] Result => Convolution.Infer([Of(Image, true), Of(Weight, false)])[0].Shape.ToArray();

        private static TensorType Of(int[] shape, bool isBatched) => new(new Shape(shape), isBatched);
    }

    private static readonly Shapes[] shapes =
    [
        new("plain", new(1, 1, 0, 0, 0, 0, 1, 1, 1), [7, 6, 8], [3, 3, 8, 12]),
        new("one channel", new(1, 1, 1, 1, 1, 1, 1, 1, 1), [7, 6, 1], [3, 3, 1, 36]),
        new("padded", new(1, 1, 1, 1, 1, 1, 1, 1, 1), [5, 7, 12], [3, 3, 12, 8]),
        new("odd channels", new(1, 1, 1, 0, 2, 1, 1, 1, 1), [5, 7, 9], [2, 4, 9, 11]),
        new("strides", new(2, 3, 1, 2, 0, 1, 1, 1, 1), [9, 10, 8], [3, 2, 8, 12]),
        new("dilations", new(1, 2, 2, 1, 1, 1, 2, 3, 1), [9, 10, 8], [2, 3, 8, 12]),
        new("a row", new(1, 1, 0, 0, 1, 1, 1, 1, 1), [4, 9, 8], [1, 3, 8, 12]),
        new("a column", new(1, 1, 1, 1, 0, 0, 1, 1, 1), [9, 4, 8], [3, 1, 8, 12]),
        new("pointwise", new(1, 1, 0, 0, 0, 0, 1, 1, 1), [5, 6, 20], [1, 1, 20, 12]),
        new("pointwise with strides", new(2, 2, 0, 0, 0, 0, 1, 1, 1), [9, 12, 20], [1, 1, 20, 12]),
        new("images of a sample", new(1, 1, 1, 1, 1, 1, 1, 1, 1), [3, 4, 4, 8], [3, 3, 8, 12]),
    ];

    [Fact]
    public void Forward() => ProductCase.Check([.. shapes.Select(item => ProductCase.Of(item.Name, 3, made => made.Return(made.Apply(
        new Relu(), made.Apply(new Add(), made.Apply(item.Convolution, made.Input("x", item.Image), made.Parameter("w", item.Weight)), made.Parameter("bias", item.Weight[3]))))))]);

    [Fact]
    public void Input_gradients() => ProductCase.Check([.. shapes.Where(item => item.Weight[2] >= 8).Select(item => ProductCase.Of(item.Name, 3, made => made.Return(made.Apply(
        new Conv2DInputGradient(item.Convolution, new Shape(item.Image)), made.Input("y", item.Result), made.Parameter("w", item.Weight)))))]);

    [Fact]
    public void Weight_gradients() => ProductCase.Check([.. shapes.Select(item => ProductCase.Of(item.Name, 3, made => made.ReturnGradient(
        made.Apply(new Conv2DWeightGradient(item.Convolution, new Shape(item.Weight)), made.Input("x", item.Image), made.Input("y", item.Result)),
        made.Parameter("w", item.Weight))))]);

    [Fact]
    public void Groups_stay_with_the_direct_kernels() => ProductCase.Check(ProductCase.Of("groups", 2, made => made.Return(made.Apply(
        new Conv2D(1, 1, 1, 1, 1, 1, 1, 1, 2), made.Input("x", 5, 6, 16), made.Parameter("w", 3, 3, 8, 16))), tiled: 0));

    [Fact]
    public void Large_tiles() => ProductCase.Check([.. GpuTile.All.Select(entry => ProductCase.Of($"{entry.Tile}", 2, made => made.Return(made.Apply(
        new Conv2D(1, 1, 1, 1, 1, 1, 1, 1, 1), made.Input("x", 9, 9, 8), made.Parameter("w", 3, 3, 8, entry.Tile.Columns + 4))), entry.Tile))]);
}
