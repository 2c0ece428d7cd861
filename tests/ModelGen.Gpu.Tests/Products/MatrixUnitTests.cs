using ModelGen.Compiler;
using ModelGen.Compiler.Emit;

namespace ModelGen.Tests.Products;

/// <summary>Products on matrix units: the sums of products of rounded numbers, as exact as sums of floats are.</summary>
public class MatrixUnitTests
{
    public static TheoryData<GpuPrecision, int> Tiles
    {
        get
        {
            var data = new TheoryData<GpuPrecision, int>();
            foreach (var precision in new[] { GpuPrecision.TensorFloat32, GpuPrecision.BFloat16 })
                for (var i = 0; i < GpuTile.All.Count; i++) data.Add(precision, i);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Edges(GpuPrecision precision, int index)
    {
        var tile = GpuTile.All[index].Tile;
        List<ProductCase> cases = [];
        foreach (var (transposeLeft, transposeRight) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            var (rows, inner, columns) = transposeLeft == transposeRight ? (tile.Rows + 3, 21, tile.Columns - 3) : (tile.Rows - 4, 20, tile.Columns + 4);
            cases.Add(ProductCase.Of(
                $"{rows}×{inner}×{columns} {transposeLeft} {transposeRight}", 1,
                made => made.Return(made.Apply(
                    new MatMul(transposeLeft, transposeRight),
                    transposeLeft ? made.Input("x", inner, rows) : made.Input("x", rows, inner),
                    transposeRight ? made.Parameter("w", columns, inner) : made.Parameter("w", inner, columns))),
                tile, precision));
        }
        ProductCase.Check(cases);
    }

    [Theory]
    [InlineData(GpuPrecision.TensorFloat32)]
    [InlineData(GpuPrecision.BFloat16)]
    public void Layers_and_gradients(GpuPrecision precision)
    {
        var convolution = new Conv2D(1, 2, 1, 1, 1, 1, 1, 1, 1);
        ProductCase.Check(
            ProductCase.Of("dense", 35, made => made.Return(made.Apply(new Relu(), made.Apply(
                new Add(), made.Apply(new MatMul(), made.Input("x", 20), made.Parameter("w", 20, 28)), made.Parameter("bias", 28)))), null, precision),
            ProductCase.Of("gradient", 9, made => made.ReturnGradient(
                made.Apply(new MatMulWeightGradient(), made.Input("x", 5, 36), made.Input("y", 5, 44)), made.Parameter("w", 36, 44)), null, precision),
            ProductCase.Of("convolution", 3, made => made.Return(
                made.Apply(convolution, made.Input("x", 5, 7, 12), made.Parameter("w", 3, 3, 12, 8))), null, precision),
            ProductCase.Of("its input's gradient", 3, made => made.Return(made.Apply(
                new Conv2DInputGradient(convolution, new Shape(5, 7, 12)), made.Input("y", 5, 4, 8), made.Parameter("w", 3, 3, 12, 8))), null, precision),
            ProductCase.Of("its weight's gradient", 3, made => made.ReturnGradient(made.Apply(
                new Conv2DWeightGradient(convolution, new Shape(3, 3, 12, 8)), made.Input("x", 5, 7, 12), made.Input("y", 5, 4, 8)), made.Parameter("w", 3, 3, 12, 8)), null, precision));
    }
}
