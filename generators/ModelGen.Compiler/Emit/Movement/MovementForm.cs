namespace ModelGen.Compiler.Emit;

/// <summary>
/// A box of elements of an input that goes to the output: its loops within a sample with the strides of both, and
/// where it starts in each.
/// </summary>
public sealed record Copy(int Input, int From, int To, IReadOnlyList<Loop> Loops);

/// <summary>
/// What an operator that moves elements without computing does, for any processor: boxes of elements go from operands to
/// the result; what no box covers is filled.
/// </summary>
public abstract class MovementForm
{
    private protected MovementForm(Node node)
    {
        Node = node;
        Inputs = [.. node.Inputs.Distinct()];
    }

    /// <summary>The form of a node; null where it does something else. A view needs none.</summary>
    public static MovementForm? Of(Node node) => node.Operator switch
    {
        Permute => new PermuteForm(node),
        Slice or SliceGradient => new SliceForm(node),
        Concat => new ConcatForm(node),
        Pad => new PadForm(node),
        Reshape => new ReshapeForm(node),
        _ => null,
    };

    public Node Node { get; }

    /// <summary>The operands, each once.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>The boxes. Their loops follow the axes of the result.</summary>
    public abstract IEnumerable<Copy> Copies { get; }

    /// <summary>What stands where nothing is copied to; null if there is no such place.</summary>
    public virtual double? Filling => null;

    /// <summary>The right-hand side as mathematics.</summary>
    public abstract string Maths(IReadOnlyList<string> inputs);
}
