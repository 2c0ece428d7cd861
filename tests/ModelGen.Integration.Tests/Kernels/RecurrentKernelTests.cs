using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Reference;
using static ModelGen.Integration.Tests.Kernels.NodeCase;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using OutputKind = ModelGen.Compiler.OutputKind;

public class RecurrentKernelTests
{
    private static readonly ModelGen.Compiler.RecurrentCell[] Cells =
        [new SimpleRnn(), new SimpleRnn(IsRelu: true), new ModelGen.Compiler.Gru(), new ModelGen.Compiler.Gru(HasBias: false), new Lstm(), new ModelGen.Compiler.PeepholeLstm()];

    public static TheoryData<int> CellNumbers => [.. Enumerable.Range(0, Cells.Length)];

    [Theory]
    [MemberData(nameof(CellNumbers))]
    public void Cells_step_by_step(int cell) => KernelHarness.Check(
        [
            Forward(new(Cells[cell], false, false, false, false), 5, 16),
            Forward(new(Cells[cell], false, false, false, false), 1, 7),
            Forward(new(Cells[cell], true, false, true, false), 4, 24),
            Forward(new(Cells[cell], false, true, true, true), 3, 5),
            Forward(new(Cells[cell], true, true, false, true), 1, 20),
            Forward(new(Cells[cell], true, true, false, false), 3, 65),
        ], 0, 1, 2, 15);

    [Theory]
    [MemberData(nameof(CellNumbers))]
    public void Cells_whose_gates_are_rows_of_a_table(int cell) => KernelHarness.Check(
        [
            LookedUp(new(Cells[cell], false, false, false, false), rows: 9, steps: 5, units: 16),
            LookedUp(new(Cells[cell], true, true, true, true), rows: 11, steps: 3, units: 5),
            LookedUp(new(Cells[cell], false, true, false, false), rows: 6, steps: 1, units: 20),
            // Large enough to be fetched ahead of the steps, forwards and backwards.
            LookedUp(new(Cells[cell], false, false, false, false), rows: 6000, steps: 4, units: 24),
            LookedUp(new(Cells[cell], true, false, false, false), rows: 6000, steps: 4, units: 24),
        ], 0, 1, 2, 15);

    [Theory]
    [MemberData(nameof(CellNumbers))]
    public void Derivatives_of_cells_step_by_step(int cell) => KernelHarness.Check(
        [
            Backward(new(Cells[cell], false, false, false, false), 5, 16, all: true),
            Backward(new(Cells[cell], false, false, false, false), 1, 7, all: false),
            Backward(new(Cells[cell], true, false, true, false), 4, 24, all: true),
            Backward(new(Cells[cell], false, true, true, true), 3, 5, all: true),
            Backward(new(Cells[cell], true, true, false, true), 1, 20, all: false),
            Backward(new(Cells[cell], true, true, false, false), 3, 65, all: true),
        ], 0, 1, 2, 15);

    private static KernelCase Forward(Recurrence recurrence, int steps, int units)
    {
        var operands = Enumerable.Range(0, recurrence.Operands.Count).Select(i => recurrence.Operands[i].Kind switch
        {
            RecurrentOperand.Gates => Batched(steps, recurrence.Cell.Gates * units),
            RecurrentOperand.Weight => Unbatched(units, recurrence.Cell.Gates * units),
            RecurrentOperand.Vectors => Unbatched(recurrence.Cell.Vectors * units),
            RecurrentOperand.Mask => Batched(steps),
            _ => Batched(units),
        }).ToArray();
        return WithInputs(Of(recurrence, operands), recurrence.Operands);
    }

    private static KernelCase LookedUp(Recurrence recurrence, int rows, int steps, int units)
    {
        var item = Forward(recurrence, steps, units);
        var graph = new Graph();
        var table = graph.AddSource(new Source.Input("table", 0), Unbatched(rows, recurrence.Cell.Gates * units), "table");
        var indices = graph.AddSource(
            new Source.Input("indices", 1), new TensorType(new Shape(steps), IsBatched: true, ElementType.Index), "indices");
        var gates = graph.Apply(new Lookup(), table, indices);
        var others = item.Kernel.Inputs.Skip(1).Select((input, i) => graph.AddSource(new Source.Input("x", i + 2), input.Type, "x" + i)).ToArray();
        var node = graph.Add(recurrence, [gates, .. others]);
        foreach (var output in node.Outputs) graph.AddOutput(output, OutputKind.Exposed, "y");
        var selected = RecurrenceKernel.Select(node, new SelectionContext(graph))!;
        Assert.Equal([gates.Producer!, node], selected.Nodes);
        return item with
        {
            Name = $"{item.Name}, gates from a table of {rows}",
            Kernel = selected.Kernel,
            Reference = (values, count) => item.Reference(
                [.. Interpreter.Apply(new Lookup(), count, [(table.Type, values[0]), (indices.Type, values[1])]), .. values.Skip(2)], count),
            Inputs = (random, count) =>
            [
                KernelCase.Normal(random, table, count, 0.7),
                [.. Enumerable.Range(0, steps * count).Select(_ => (double)random.Next(rows))],
                .. item.Inputs!(random, count).Skip(1),
            ],
        };
    }

    private static KernelCase Backward(Recurrence recurrence, int steps, int units, bool all)
    {
        var gradient = new RecurrenceGradient(recurrence, Enumerable.Range(0, recurrence.Cell.States).Select(state => all || state == 0).ToArray());
        var operands = Enumerable.Range(0, gradient.Operands.Count).Select(i => gradient.Operands[i].Kind switch
        {
            RecurrentOperand.StateGradient or RecurrentOperand.State => Batched(steps, units),
            RecurrentOperand.Activations => Batched(steps, recurrence.Cell.Program().Activations.Count * units),
            RecurrentOperand.Weight => Unbatched(recurrence.Cell.Gates * units, units),
            RecurrentOperand.Vectors => Unbatched(recurrence.Cell.Vectors * units),
            RecurrentOperand.Mask => Batched(steps),
            _ => Batched(units),
        }).ToArray();
        return WithInputs(Of(gradient, operands), gradient.Operands);
    }

    // Masks of 0 and 1, and weights that keep everything of ordinary size.
    private static KernelCase WithInputs(KernelCase item, RecurrentOperands operands) => item with
    {
        Name = $"{item.Kernel.GetType().Name} {item.Name}",
        Inputs = (random, count) =>
        [
            .. item.Kernel.Inputs.Select((input, i) => operands[i].Kind switch
            {
                RecurrentOperand.Mask => [.. Enumerable.Range(0, input.Shape.Length * count).Select(_ => (double)random.Next(2))],
                RecurrentOperand.Weight => KernelCase.Normal(random, input, count, 1 / Math.Sqrt(input.Shape[0])),
                _ => KernelCase.Normal(random, input, count, 0.7),
            }),
        ],
        Tolerance = 2e-5,
    };
}
