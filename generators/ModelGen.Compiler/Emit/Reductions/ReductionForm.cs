namespace ModelGen.Compiler.Emit;

/// <summary>What an operator does that makes one number of many, over any axes, the samples among them, for any processor.</summary>
public abstract class ReductionForm
{
    private protected ReductionForm(Node node, IEnumerable<Loop> loops) => (Node, Nest) = (node, LoopNest.Of(loops));

    /// <summary>The form of a node; null where it does something else.</summary>
    public static ReductionForm? Of(Node node) => node.Operator switch
    {
        Reduce => new ReduceForm(node),
        BatchSum => new BatchSumForm(node),
        _ => null,
    };

    public Node Node { get; }

    /// <summary>The loops over the operand, of which those that are reduced have no stride in the result.</summary>
    public LoopNest Nest { get; }

    /// <summary>The loops that the result has.</summary>
    public IReadOnlyList<Loop> Kept => [.. Nest.Loops.Where(loop => loop.Strides[1] != 0)];

    /// <summary>The loops whose elements become one.</summary>
    public IReadOnlyList<Loop> Reduced => [.. Nest.Loops.Where(loop => loop.Strides[1] == 0)];

    /// <summary>What becomes of two.</summary>
    public abstract Fold Fold { get; }

    /// <summary>What the result is multiplied by: one over the number of terms for a mean.</summary>
    public virtual double Scale => 1;

    /// <summary>The right-hand side as mathematics.</summary>
    public abstract string Maths(string input);
}
