namespace ModelGen;

/// <summary>
/// How the tensors of a file become the parameters of a model where their names or layouts differ. The rules are applied
/// to each tensor in the order in which they were given, each to what the rules before it made. In a name, each
/// <c>*</c> stands for any text and carries it over to the new name:
/// <code>
/// new WeightMap()
///     .Rename("transformer.h.*", "h.*")
///     .Transpose("*.c_attn.weight")
///     .Split("*.c_attn.weight", axis: 0, "*.query.weight", "*.key.weight", "*.value.weight")
///     .Ignore("*.attn.bias")
/// </code>
/// PyTorch's <c>num_batches_tracked</c> is always ignored, and a recurrent layer's <c>bias_hh</c> is added to its
/// <c>bias_ih</c> where the model has one bias only.
/// </summary>
public sealed class WeightMap
{
    private readonly List<Func<WeightPiece, IEnumerable<WeightPiece>>> rules = [];
    private readonly List<NamePattern> kept = [];

    /// <summary>Gives tensors another name.</summary>
    /// <exception cref="ArgumentException">The new name has a <c>*</c> that the old one lacks.</exception>
    public WeightMap Rename(string from, string to)
    {
        var target = new NamePattern(from).Target(to);
        return Add(from, (piece, captures) => [piece with { Name = target(captures) }]);
    }

    /// <summary>Leaves tensors out.</summary>
    public WeightMap Ignore(string name) => Add(name, (_, _) => []);

    /// <summary>Swaps the two axes of matrices: (inputs, outputs) to (outputs, inputs).</summary>
    public WeightMap Transpose(string name) => Permute(name, 1, 0);

    /// <summary>Reorders axes: axis i of the result is axis <c>axes[i]</c> of the file's tensor.</summary>
    /// <exception cref="ArgumentException">The axes are not 0, 1, … in some order.</exception>
    public WeightMap Permute(string name, params int[] axes)
    {
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, axes.Length)))
            throw new ArgumentException($"({string.Join(", ", axes)}) is no order of the axes 0 to {axes.Length - 1}.", nameof(axes));
        return Add(name, (piece, _) => [piece.Permute(axes)]);
    }

    /// <summary>Cuts tensors along an axis into equal parts with names of their own.</summary>
    /// <exception cref="ArgumentException">There are no parts, or a new name has a <c>*</c> that the old one lacks.</exception>
    public WeightMap Split(string from, int axis, params string[] to)
    {
        if (to.Length == 0) throw new ArgumentException("Expected the names of the parts.", nameof(to));
        var pattern = new NamePattern(from);
        var targets = to.Select(pattern.Target).ToArray();
        return Add(from, (piece, captures) => targets.Select((target, part) => piece.Part(axis, part, to.Length, target(captures))));
    }

    /// <summary>Lets parameters that the file lacks keep their values.</summary>
    public WeightMap KeepMissing(string name = "*")
    {
        kept.Add(new NamePattern(name));
        return this;
    }

    internal List<WeightPiece> Apply(WeightPiece piece)
    {
        List<WeightPiece> pieces = [piece];
        foreach (var rule in rules)
        {
            var results = new List<WeightPiece>();
            foreach (var before in pieces) results.AddRange(rule(before));
            pieces = results;
        }
        return pieces;
    }

    internal bool MayLack(string name) => kept.Exists(pattern => pattern.Match(name) is not null);

    private WeightMap Add(string name, Func<WeightPiece, string[], IEnumerable<WeightPiece>> rule)
    {
        var pattern = new NamePattern(name);
        rules.Add(piece => pattern.Match(piece.Name) is { } captures ? rule(piece, captures) : [piece]);
        return this;
    }
}
