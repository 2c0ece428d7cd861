using ModelGen.Compiler;
using static ModelGen.Integration.Tests.Kernels.NodeCase;

namespace ModelGen.Integration.Tests.Kernels;

public class MovementKernelTests
{
    private static readonly int[] Counts = [0, 1, 3];

    [Fact]
    public void Permutations() => KernelHarness.Check(
        [
            Of(new Permute(new[] { 1, 0 }), Batched(7, 5)),
            Of(new Permute(new[] { 1, 0 }), Batched(40, 33)),
            Of(new Permute(new[] { 1, 0 }), Unbatched(32, 64)),
            Of(new Permute(new[] { 2, 0, 1 }), Batched(6, 7, 3)),
            Of(new Permute(new[] { 1, 2, 0 }), Batched(3, 6, 7)),
            Of(new Permute(new[] { 1, 0, 2 }), Batched(4, 5, 6)),
            Of(new Permute(new[] { 1, 0, 2 }), Batched(4, 5, 40)),
            Of(new Permute(new[] { 2, 1, 0 }), Batched(17, 3, 18)),
            Of(new Permute(new[] { 0, 1 }), Batched(4, 5)),
            Of(new Permute(new[] { 1, 0 }), Batched(1, 9)),
            Of(new Permute(new[] { 0, 3, 1, 2 }), Batched(2, 3, 4, 5)),
        ], Counts);

    [Fact]
    public void Concatenations() => KernelHarness.Check(
        [
            Of(new Concat(0), Batched(3), Batched(5)),
            Of(new Concat(1), Batched(4, 3), Batched(4, 50), Batched(4, 1)),
            Of(new Concat(0), Batched(2, 6), Batched(1, 6)),
            Of(new Concat(2), Batched(3, 4, 16), Batched(3, 4, 32)),
            Of(new Concat(0), Unbatched(3), Unbatched(40)),
            Of(new Concat(0), Unbatched(5), Unbatched(2), Unbatched(7)),
        ], Counts);

    [Fact]
    public void Slices_and_their_gradients()
    {
        var slices = new (Slice Slice, int[] Shape)[]
        {
            (new Slice(new[] { 2 }, new[] { 5 }, new[] { 1 }), [9]),
            (new Slice(new[] { 1, 0 }, new[] { 2, 40 }, new[] { 1, 1 }), [4, 40]),
            (new Slice(new[] { 0, 3 }, new[] { 4, 7 }, new[] { 1, 1 }), [4, 12]),
            (new Slice(new[] { 1, 0 }, new[] { 3, 4 }, new[] { 2, 3 }), [7, 11]),
            (new Slice(new[] { 0, 1, 0 }, new[] { 2, 2, 5 }, new[] { 3, 2, 1 }), [4, 4, 5]),
            (new Slice(new[] { 0 }, new[] { 6 }, new[] { 1 }), [6]),
            (new Slice(new[] { 5 }, new[] { 1 }, new[] { 1 }), [6]),
        };
        KernelHarness.Check(
            [.. slices.SelectMany(item => new[]
            {
                Of(item.Slice, Batched(item.Shape)),
                Of(item.Slice, Unbatched(item.Shape)),
                Of(new SliceGradient(item.Slice, new Shape(item.Shape)), Batched([.. item.Slice.Lengths])),
            })], Counts);
    }

    [Fact]
    public void Borders() => KernelHarness.Check(
        [
            Of(new Pad(new[] { 2 }, new[] { 3 }, 0), Batched(4)),
            Of(new Pad(new[] { 1, 1, 0 }, new[] { 1, 2, 0 }, -1.5), Batched(5, 6, 3)),
            Of(new Pad(new[] { 0, 4 }, new[] { 0, 0 }, double.NegativeInfinity), Batched(3, 40)),
            Of(new Pad(new[] { 0, 0 }, new[] { 0, 0 }, 7), Unbatched(3, 4)),
            .. Images(),
        ], Counts);

    [Fact]
    public void Threads_share_rows_of_borders() => KernelHarness.CheckShared(Images());

    private static KernelCase[] Images() =>
    [
        Of(new Pad(new[] { 1, 1, 0 }, new[] { 1, 1, 0 }, 0), Batched(7, 5, 16)),
        Of(new Pad(new[] { 3, 2, 0 }, new[] { 0, 1, 0 }, 0), Batched(4, 9, 3)),
        Of(new Pad(new[] { 0, 0, 0 }, new[] { 1, 1, 0 }, 0), Batched(6, 4, 5)),
        Of(new Pad(new[] { 0, 2, 0 }, new[] { 0, 0, 0 }, 0), Batched(2, 3, 40)),
        Of(new Pad(new[] { 0, 1, 2, 0 }, new[] { 0, 1, 2, 0 }, 0), Batched(3, 5, 4, 6)),
    ];

    [Fact]
    public void Adds_to_an_unbatched_result()
    {
        KernelCase[] cases =
        [
            Of(new Permute(new[] { 1, 0 }), Unbatched(20, 33)),
            Of(new Permute(new[] { 1, 0, 2 }), Unbatched(4, 5, 6)),
            Of(new Concat(0), Unbatched(3), Unbatched(40)),
            Of(new SliceGradient(new Slice(new[] { 2 }, new[] { 5 }, new[] { 1 }), new Shape(9)), Unbatched(5)),
            Of(new SliceGradient(new Slice(new[] { 1 }, new[] { 4 }, new[] { 2 }), new Shape(9)), Unbatched(4)),
            Of(new Reshape(new Shape(60)), Unbatched(20, 3)),
            Of(new SoftmaxGradient(), Unbatched(3, 10), Unbatched(3, 10)),
            Of(new LogSoftmaxGradient(), Unbatched(3, 50), Unbatched(3, 50)),
        ];
        foreach (var item in cases) item.Kernel.Accumulates = true;
        KernelHarness.Check(cases, 2);
    }

    [Fact]
    public void Sources() => KernelHarness.Check(
        [
            Of(new Constant(0.1)),
            Of(new BatchSize()),
            Of(new DropoutMask(new Shape(5, 7), 0, 2)),
        ], Counts);

    [Fact]
    public void Dropout_masks_do_not_depend_on_how_the_batch_is_cut()
    {
        var mask = Of(new DropoutMask(new Shape(37), 0.4, 3));
        KernelHarness.Check([mask with
        {
            Reference = (_, count) =>
            {
                var expected = new float[37 * count];
                if (count > 0)
                    ModelGen.Numerics.CounterRandom.FillDropoutMask<ModelGen.Numerics.Simd128>(
                        ref expected[0], (nuint)expected.Length, 7, 11, 3, 0, 0.4f);
                return [[.. expected.Select(element => (double)element)]];
            },
        }], 0, 1, 9);
    }
}
