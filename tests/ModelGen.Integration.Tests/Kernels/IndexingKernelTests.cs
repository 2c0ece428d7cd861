using ModelGen.Compiler;
using static ModelGen.Integration.Tests.Kernels.NodeCase;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;

public class IndexingKernelTests
{
    [Fact]
    public void Rows_of_a_table() => KernelHarness.Check(
        [
            Indexed(new Lookup(), Unbatched(10, 16), Indices(Batched(7))),
            Indexed(new Lookup(), Unbatched(10, 128), Indices(Batched(3))),
            Indexed(new Lookup(), Unbatched(9, 5), Indices(Batched())),
            Indexed(new Lookup(), Unbatched(9, 37), Indices(Batched(2, 3))),
            Indexed(new Lookup(), Unbatched(8, 3, 4), Indices(Batched(6))),
            Indexed(new Lookup(), Unbatched(12), Indices(Batched(4))),
            Indexed(new Lookup(), Unbatched(9, 20), Indices(Unbatched(5))),
        ], 0, 1, 5);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_are_added_to_a_table(bool accumulates)
    {
        KernelCase[] cases =
        [
            Indexed(new LookupGradient(new Shape(10, 16)), Batched(7, 16), Indices(Batched(7))),
            Indexed(new LookupGradient(new Shape(10, 128)), Batched(3, 128), Indices(Batched(3))),
            Indexed(new LookupGradient(new Shape(9, 5)), Batched(5), Indices(Batched())),
            Indexed(new LookupGradient(new Shape(9, 37)), Batched(2, 3, 37), Indices(Batched(2, 3))),
            Indexed(new LookupGradient(new Shape(8, 3, 8)), Batched(6, 3, 8), Indices(Batched(6))),
            Indexed(new LookupGradient(new Shape(12)), Batched(4), Indices(Batched(4))),
            Indexed(new LookupGradient(new Shape(9, 20)), Unbatched(5, 20), Indices(Unbatched(5))),
        ];
        foreach (var item in cases) item.Kernel.Accumulates = accumulates;
        KernelHarness.Check(cases, 0, 1, 9);
    }

    [Fact]
    public void Integers_become_reals() => KernelHarness.Check(
        [
            Indexed(new ToReal(), Indices(Batched(7))),
            Indexed(new ToReal(), Indices(Batched(2, 32))),
            Indexed(new ToReal(), Indices(Batched())),
            Indexed(new ToReal(), Indices(Unbatched(5))),
        ], 0, 1, 5);

    [Fact]
    public void Progressions() => KernelHarness.Check(
        [Of(new Progression(1, 3, 1)), Of(new Progression(20, 0, 1)), Of(new Progression(7, -0.5, 0.25))], 1);

    private static TensorType Indices(TensorType type) => type with { Element = ElementType.Index };

    // Integers from 0 to 7, which repeat, as operands that hold indices.
    private static KernelCase Indexed(Operator @operator, params TensorType[] operands)
    {
        var item = Of(@operator, operands);
        return item with
        {
            Inputs = (random, count) =>
            [
                .. item.Kernel.Inputs.Select(input => input.Type.Element == ElementType.Index
                    ? [.. Enumerable.Range(0, input.Shape.Length * (input.IsBatched ? count : 1)).Select(_ => (double)random.Next(8))]
                    : KernelCase.Normal(random, input, count)),
            ],
        };
    }
}
