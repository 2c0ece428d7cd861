namespace ModelGen.Compiler.Emit;

/// <summary>An unbatched value in another shape: a copy, since its readers may want each shape stored in another way.</summary>
public sealed class ReshapeForm(Node node) : MovementForm(node)
{
    public override IEnumerable<Copy> Copies =>
        [new Copy(0, 0, 0, [new Loop(Node.Output.Shape.Length, false, new[] { 1, 1 })])];

    public override string Maths(IReadOnlyList<string> inputs) => $"{inputs[0]} in another shape";
}
