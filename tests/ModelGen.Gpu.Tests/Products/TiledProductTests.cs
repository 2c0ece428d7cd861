using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Tests.Kernels;
using ModelGen.Tests.Ptx;

namespace ModelGen.Tests.Products;

/// <summary>Products of matrices in tiles: every form, edges in every direction, what comes behind, gradients.</summary>
public class TiledProductTests
{
    public static TheoryData<int> Tiles => [.. Enumerable.Range(0, GpuTile.All.Count)];

    private static GpuTile Smallest => GpuTile.All.MinBy(entry => entry.Tile.Rows * entry.Tile.Columns).Tile;

    /// <summary>More than a tile in each direction, in lengths that are multiples of four or of nothing, in all four orders of axes.</summary>
    [Theory]
    [MemberData(nameof(Tiles))]
    public void Edges(int index)
    {
        var tile = GpuTile.All[index].Tile;
        List<ProductCase> cases = [];
        foreach (var (transposeLeft, transposeRight) in new[] { (false, false), (false, true), (true, false), (true, true) })
            foreach (var (rows, inner, columns) in new[] { (tile.Rows + 3, 37, tile.Columns + 5), (tile.Rows - 4, 36, tile.Columns + 4) })
                cases.Add(ProductCase.Of(
                    $"{rows}×{inner}×{columns} {transposeLeft} {transposeRight}", 1,
                    made => made.Return(made.Apply(
                        new MatMul(transposeLeft, transposeRight),
                        transposeLeft ? made.Input("x", inner, rows) : made.Input("x", rows, inner),
                        transposeRight ? made.Parameter("w", columns, inner) : made.Parameter("w", inner, columns))),
                    tile));
        ProductCase.Check(cases);
    }

    [Fact]
    public void Rows_of_all_samples_are_those_of_one_matrix() => ProductCase.Check(
        ProductCase.Of("a row of each", 37, made => made.Return(made.Apply(new MatMul(), made.Input("x", 20), made.Parameter("w", 20, 28)))),
        ProductCase.Of("rows of each", 3, made => made.Return(made.Apply(new MatMul(TransposeRight: true), made.Input("x", 3, 7, 20), made.Parameter("w", 33, 20)))));

    [Fact]
    public void A_matrix_of_each_sample() => ProductCase.Check(
        ProductCase.Of("by one of each", 2, made => made.Return(made.Apply(new MatMul(TransposeRight: true), made.Input("x", 3, 34, 20), made.Input("y", 3, 9, 20)))),
        ProductCase.Of("by its own", 2, made => made.Return(made.Apply(new MatMul(), made.Input("x", 40, 13), made.Input("y", 13, 12)))),
        ProductCase.Of("transposed by one for all", 2, made => made.Return(made.Apply(new MatMul(TransposeLeft: true), made.Input("x", 2, 20, 9), made.Parameter("w", 20, 12)))),
        ProductCase.Of("one for all by one of each", 3, made => made.Return(made.Apply(new MatMul(), made.Parameter("w", 2, 12, 20), made.Input("x", 2, 20, 17)))));

    [Fact]
    public void What_all_samples_share() => ProductCase.Check(
        ProductCase.Of("parameters", 2, made => made.Return(made.Apply(
            new Add(), made.Apply(new MatMul(), made.Parameter("v", 40, 24), made.Parameter("w", 24, 20)), made.Input("x", 40, 20)))),
        ProductCase.Of("matrices of parameters", 2, made => made.Return(made.Apply(
            new Add(), made.Apply(new MatMul(), made.Parameter("v", 2, 40, 24), made.Parameter("w", 2, 24, 20)), made.Input("x", 2, 40, 20)))));

    [Fact]
    public void Bias_activation_and_residual_are_part_of_the_kernel() => ProductCase.Check(
        ProductCase.Of("dense", 35, made => made.Return(made.Apply(new Relu(), made.Apply(
            new Add(), made.Apply(new MatMul(), made.Input("x", 20), made.Parameter("w", 20, 28)), made.Parameter("bias", 28))))),
        ProductCase.Of("by position", 3, made => made.Return(made.Apply(
            new Add(), made.Apply(new MatMul(), made.Input("x", 12, 20), made.Parameter("w", 20, 9)), made.Parameter("bias", 12, 9)))),
        ProductCase.Of("by row", 3, made => made.Return(made.Apply(
            new Multiply(), made.Apply(new MatMul(), made.Input("x", 12, 20), made.Parameter("w", 20, 9)), made.Input("y", 12, 1)))),
        ProductCase.Of("residual", 3, made => made.Return(made.Apply(
            new Add(), made.Input("y", 12, 9), made.Apply(new MatMul(), made.Input("x", 12, 20), made.Parameter("w", 20, 9)))),
            GpuTile.All[0].Tile));

    [Fact]
    public void Weight_gradients_sum_over_samples_and_rows() => ProductCase.Check(
        ProductCase.Of("rows", 9, made => made.ReturnGradient(
            made.Apply(new MatMulWeightGradient(), made.Input("x", 5, 36), made.Input("y", 5, 44)), made.Parameter("w", 36, 44)), Smallest),
        ProductCase.Of("what all samples share", 9, made => made.ReturnGradient(
            made.Apply(new MatMulWeightGradient(), made.Parameter("v", 5, 35), made.Input("y", 5, 43)), made.Parameter("w", 35, 43)), Smallest));

    [Fact]
    public void Gradients_of_a_weight_used_twice_add_up() => ProductCase.Check(
        ProductCase.Of("twice", 9, made => made.ReturnGradient(
            made.Apply(
                new Add(), made.Apply(new MatMulWeightGradient(), made.Input("x", 36), made.Input("y", 44)),
                made.Apply(new MatMulWeightGradient(), made.Input("z", 36), made.Input("y2", 44))),
            made.Parameter("w", 36, 44)), Smallest, tiled: 2));

    /// <summary>Parts of fixed number, whatever the number of samples: some of them empty here.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Long_sums_are_divided(int samples)
    {
        var divided = ProductCase.Of("parts", samples, made => made.ReturnGradient(
            made.Apply(new MatMulWeightGradient(), made.Input("x", 100, 12), made.Input("y", 100, 20)), made.Parameter("w", 12, 20)));
        Assert.Contains(divided.Kernels, kernel => kernel.Grid.Z.For(samples) > 4);
        ProductCase.Check(divided);
    }

    /// <summary>Each sample's parts behind one another.</summary>
    [Fact]
    public void Long_sums_of_samples_are_divided()
    {
        ProductCase[] cases =
        [
            ProductCase.Of("a row", 35, made => made.Return(made.Apply(new Relu(), made.Apply(
                new Add(), made.Apply(new MatMul(), made.Input("x", 600), made.Parameter("w", 600, 12)), made.Parameter("bias", 12))))),
            ProductCase.Of("rows", 3, made => made.Return(made.Apply(new MatMul(), made.Input("x", 2, 600), made.Parameter("w", 600, 12)))),
        ];
        Assert.All(cases, item => Assert.Contains(item.Kernels, kernel => kernel.Grid.Z.For(1) == 4));
        ProductCase.Check(cases);
    }

    [Fact]
    public void Tiles_have_a_plain_form_in_OpenCL()
    {
        var made = ProductCase.Of("", 1, made => made.Return(made.Apply(
            new Conv2D(1, 1, 1, 1, 1, 1, 1, 1, 1), made.Input("x", 7, 6, 8), made.Parameter("w", 3, 3, 8, 12))));
        var kernels = CompiledGpuKernels.Compile([made.Kernels])[0];
        var source = OpenClTests.Source(kernels.GetMethod(CompiledGpuKernels.MethodOf(made.Kernels[0], 0))!);
        Assert.Contains("local float", source, StringComparison.Ordinal);
        Assert.Contains("fma(", source, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_and_large_products_get_tiles_of_their_own()
    {
        Assert.Equal((128, 128), TileOf(4096, 4096, 4096));
        Assert.Equal((32, 32), TileOf(8, 64, 64));
        Assert.Equal(32, TileOf(4096, 512, 32).Columns);

        // Of a batch of 32.
        static (int Rows, int Columns) TileOf(int rows, int inner, int columns)
        {
            var made = ProductCase.Of("", 1, made => made.Return(made.Apply(new MatMul(), made.Input("x", rows, inner), made.Parameter("w", inner, columns))));
            var tile = made.Kernels.OfType<GpuTiledKernel>().Single().Tile;
            return (tile.Rows, tile.Columns);
        }
    }
}
