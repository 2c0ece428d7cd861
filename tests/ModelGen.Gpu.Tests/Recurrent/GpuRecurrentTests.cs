using ModelGen.Compiler;
using ModelGen.Tests.Kernels;

namespace ModelGen.Tests.Recurrent;

using RecurrentCell = ModelGen.Compiler.RecurrentCell;

/// <summary>All cells and their derivatives over a few steps, by the reference interpreter.</summary>
public class GpuRecurrentTests
{
    private const int Few = 3;

    private static readonly RecurrentCell[] Cells =
        [new SimpleRnn(), new SimpleRnn(IsRelu: true), new ModelGen.Compiler.Gru(), new ModelGen.Compiler.Gru(HasBias: false), new Lstm(), new ModelGen.Compiler.PeepholeLstm()];

    public static TheoryData<int> CellNumbers => [.. Enumerable.Range(0, Cells.Length)];

    [Theory]
    [MemberData(nameof(CellNumbers))]
    public void Cells_step_by_step(int cell) => GpuNode.Check(
    [
        Forward(new(Cells[cell], false, false, false, false), 5, 16),
        Forward(new(Cells[cell], false, false, false, false), 1, 7),
        Forward(new(Cells[cell], true, false, true, false), 4, 24),
        Forward(new(Cells[cell], false, true, true, true), 3, 5),
        Forward(new(Cells[cell], true, true, false, true), 1, 20),
        Forward(new(Cells[cell], true, true, false, false), 3, 65),
    ]);

    [Theory]
    [MemberData(nameof(CellNumbers))]
    public void Derivatives_of_cells_step_by_step(int cell) => GpuNode.Check(
    [
        Backward(new(Cells[cell], false, false, false, false), 5, 16, all: true),
        Backward(new(Cells[cell], false, false, false, false), 1, 7, all: false),
        Backward(new(Cells[cell], true, false, true, false), 4, 24, all: true),
        Backward(new(Cells[cell], false, true, true, true), 3, 5, all: true),
        Backward(new(Cells[cell], true, true, false, true), 1, 20, all: false),
        Backward(new(Cells[cell], true, true, false, false), 3, 65, all: true),
    ]);

    // Threads that share a column, and four samples of a group.
    [Fact]
    public void Wide_states() => GpuNode.Check(
    [
        Forward(new(new SimpleRnn(), false, true, false, true), 3, 128),
        Backward(new(new SimpleRnn(), true, true, false, true), 3, 128, all: true),
        Backward(new(new ModelGen.Compiler.Gru(), false, false, true, false), 2, 64, all: true),
    ]);

    // Where a group has room for a single sample, and where the products of that have no room either.
    [Theory]
    [InlineData(1028, false)]
    [InlineData(1760, true)]
    public void States_that_fill_the_shared_memory(int units, bool hasDropout)
    {
        var recurrence = new Recurrence(new Lstm(), false, hasDropout, false, hasDropout);
        GpuNode.Check([Forward(recurrence, 2, units, samples: 2), Backward(recurrence, 2, units, all: true, samples: 2)]);
    }

    private static GpuNode Forward(Recurrence recurrence, int steps, int units, int samples = Few)
    {
        TensorType[] operands = [.. Enumerable.Range(0, recurrence.Operands.Count).Select(i => recurrence.Operands[i].Kind switch
        {
            RecurrentOperand.Gates => Batched(steps, recurrence.Cell.Gates * units),
            RecurrentOperand.Weight => Unbatched(units, recurrence.Cell.Gates * units),
            RecurrentOperand.Vectors => Unbatched(recurrence.Cell.Vectors * units),
            RecurrentOperand.Mask => Batched(steps),
            _ => Batched(units),
        })];
        return GpuNode.Of(recurrence, operands, samples, random => Inputs(random, operands, recurrence.Operands, samples), output => output < recurrence.ProductsOutput);
    }

    private static GpuNode Backward(Recurrence recurrence, int steps, int units, bool all, int samples = Few)
    {
        var gradient = new RecurrenceGradient(recurrence, Enumerable.Range(0, recurrence.Cell.States).Select(state => all || state == 0).ToArray());
        TensorType[] operands = [.. Enumerable.Range(0, gradient.Operands.Count).Select(i => gradient.Operands[i].Kind switch
        {
            RecurrentOperand.StateGradient or RecurrentOperand.State => Batched(steps, units),
            RecurrentOperand.Activations => Batched(steps, recurrence.Cell.Program().Activations.Count * units),
            RecurrentOperand.Weight => Unbatched(recurrence.Cell.Gates * units, units),
            RecurrentOperand.Vectors => Unbatched(recurrence.Cell.Vectors * units),
            RecurrentOperand.Mask => Batched(steps),
            _ => Batched(units),
        })];
        return GpuNode.Of(gradient, operands, samples, random => Inputs(random, operands, gradient.Operands, samples), output => output != gradient.DroppedOutput && (all || output < gradient.StateOutput(0)));
    }

    // Masks of 0 and 1, and weights that keep everything of ordinary size.
    private static double[][] Inputs(Random random, TensorType[] types, RecurrentOperands operands, int samples) =>
    [
        .. types.Select((type, i) => operands[i].Kind switch
        {
            RecurrentOperand.Mask => [.. Enumerable.Range(0, type.Shape.Length * samples).Select(_ => (double)random.Next(2))],
            RecurrentOperand.Weight => GpuNode.Normal(random, [type], samples, 1 / Math.Sqrt(type.Shape[0]))[0],
            _ => GpuNode.Normal(random, [type], samples, 0.7)[0],
        }),
    ];

    private static TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);

    private static TensorType Unbatched(params int[] shape) => new(new Shape(shape), IsBatched: false);
}
