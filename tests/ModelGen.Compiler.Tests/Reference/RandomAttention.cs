namespace ModelGen.Compiler.Reference;

/// <summary>A random attention of each sample's rows to one another, for random graphs.</summary>
internal static class RandomAttention
{
    /// <param name="random">Decides everything.</param>
    /// <param name="x">(positions, width), one for each sample.</param>
    /// <param name="parameter">Makes a parameter of a shape.</param>
    public static Value Of(Random random, Value x, Func<Shape, Value> parameter)
    {
        var graph = x.Graph;
        var (positions, width) = (x.Shape[0], x.Shape[1]);
        int[] divisors = [.. Enumerable.Range(1, width).Where(heads => width % heads == 0)];
        var heads = divisors[random.Next(divisors.Length)];
        var (headsFirst, causal) = (random.Next(2) == 0, random.Next(2) == 0);
        int[] divided = [positions, heads, width / heads];

        // Values come from the same rows, scaled; keys, where nobody hides the future, may be other ones.
        var query = graph.Apply(new Reshape(new Shape(divided)), x);
        if (divided[2] % 2 == 0 && random.Next(2) == 0)
        {
            var interleaved = random.Next(2) == 0;
            var kind = interleaved ? SinusoidKind.RotaryPairs : SinusoidKind.RotaryHalves;
            query = graph.Apply(new Rotate(interleaved), query, graph.Apply(new Sinusoid(positions, divided[2], 100, kind)));
        }
        var key = graph.Apply(new Multiply(), query, parameter(new Shape(divided[2])));
        var value = graph.Apply(new Reshape(new Shape(divided)), x);
        if (!causal && random.Next(2) == 0)
        {
            var others = new Shape(random.Next(1, 7), heads, divided[2]);
            (key, value) = (parameter(others), parameter(others));
            positions = others[0];
        }
        if (headsFirst) (query, key, value) = (Swapped(query), Swapped(key), Swapped(value));
        var attention = new Attention(0.5, causal, headsFirst, HasAlibi: random.Next(3) == 0, Dropout: random.Next(4) == 0 ? 0.25 : 0, Stream: 9);
        Value[] operands = random.Next(3) == 0
            ? [query, key, value, parameter(random.Next(2) == 0 ? new Shape(positions) : new Shape(heads, 1, positions))]
            : [query, key, value];
        var y = graph.Add(attention, operands).Output;
        return graph.Apply(new Reshape(x.Shape), headsFirst ? Swapped(y) : y);

        Value Swapped(Value operand) => graph.Apply(new Permute(new[] { 1, 0, 2 }), operand);
    }
}
