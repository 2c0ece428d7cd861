namespace ModelGen.Compiler.Reference;

public sealed partial class RandomGraph
{
    // A cell of any kind over the rows of x, with or without an initial state, a mask and dropout.
    private Value Recurrent(Value x)
    {
        var cell = One<RecurrentCell>(new SimpleRnn(), new Gru(), new Gru(HasBias: false), new Lstm(), new PeepholeLstm());
        var (steps, units) = (x.Shape[0], random.Next(1, 7));
        var recurrence = new Recurrence(cell, random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0, random.Next(3) == 0);
        var operands = Enumerable.Range(0, recurrence.Operands.Count).Select(i => recurrence.Operands[i].Kind switch
        {
            RecurrentOperand.Gates => Apply(new MatMul(), x, Parameter(new Shape(x.Shape.RowLength, cell.Gates * units))),
            RecurrentOperand.Weight => Parameter(new Shape(units, cell.Gates * units)),
            RecurrentOperand.Vectors => Parameter(new Shape(cell.Vectors * units)),
            RecurrentOperand.Initial => Apply(new Expand(new Shape(units), Batched: true), Parameter(new Shape(units))),
            RecurrentOperand.Mask => Apply(new NotEqual(), Apply(new ToReal(), Tokens(new Shape(steps), 3)), Number(0)),
            _ => Apply(new DropoutMask(new Shape(units), 0.3, Graph.Nodes.Count(node => node.Operator is DropoutMask))),
        }).ToArray();
        var node = Graph.Add(recurrence, operands);
        return cell.States > 1 && random.Next(2) == 0 ? Apply(new Add(), node.Outputs[0], Apply(new Tanh(), node.Outputs[1])) : node.Output;
    }
}
