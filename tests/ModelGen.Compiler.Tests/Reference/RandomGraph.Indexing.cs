namespace ModelGen.Compiler.Reference;

public sealed partial class RandomGraph
{
    // Rows of a table that tokens name, where the tokens are not padding; or a mask by a length.
    private Value Indexed(Value x)
    {
        const int vocabulary = 7;
        var width = x.Shape.RowLength;
        if (random.Next(3) == 0)
        {
            var length = Apply(new ToReal(), Tokens(Shape.Scalar, width + 1));
            return Apply(new Multiply(), x, Apply(new Less(), Apply(new Progression(width, 0, 1)), length));
        }
        var tokens = Tokens(new Shape([.. x.Shape.Take(x.Shape.Rank - 1)]), vocabulary);
        var rows = Apply(new Lookup(), Parameter(new Shape(vocabulary, width)), tokens);
        var mask = Apply(new NotEqual(), Apply(new ToReal(), tokens), Number(0));
        var kept = Apply(new Multiply(), rows, Apply(new Reshape(new Shape([.. tokens.Shape.ToArray(), 1])), mask));
        return Apply(new Add(), x, random.Next(2) == 0 ? rows : kept);
    }

    private Value Tokens(Shape shape, int limit)
    {
        var ordinal = Graph.Inputs.Count();
        return Graph.AddSource(
            new Source.Input($"tokens{ordinal}", ordinal, limit), new TensorType(shape, IsBatched: true, ElementType.Index), $"tokens{ordinal}");
    }
}
