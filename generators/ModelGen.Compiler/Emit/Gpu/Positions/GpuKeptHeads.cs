namespace ModelGen.Compiler.Emit;

/// <summary>
/// What a sample remembers for attention: the keys of each head transposed, in panels of positions, so that threads for
/// neighbouring keys read neighbours; its values in rows; maybe a bias of each key.
/// </summary>
internal sealed class GpuKeptHeads
{
    private readonly bool hasBias;

    /// <param name="node">Attention of positions.</param>
    public GpuKeptHeads(Node node)
    {
        var soFar = (AttentionSoFar)node.Operator;
        var (q, k, v, limit) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Inputs[2].Shape, soFar.Limit);
        Shape = new AttentionShape(soFar.Attention, new Shape(limit, q[0], q[1]), new Shape(limit, k[0], k[1]), new Shape(limit, v[0], v[1]));
        (hasBias, HasKeyBias) = (node.Inputs.Count > 5, soFar.HasKeyBias);
    }

    /// <summary>The extents at the full length.</summary>
    public AttentionShape Shape { get; }

    /// <summary>Whether the bias is one of each key, which is remembered.</summary>
    public bool HasKeyBias { get; }

    /// <summary>The names of the operands.</summary>
    public string[] OperandNames =>
    [
        "queries", "keys", "values", "keptKeys", "keptValues", .. hasBias ? ["bias"] : Array.Empty<string>(),
        .. HasKeyBias ? ["keptBias"] : Array.Empty<string>(),
    ];

    /// <summary>Says where the keys and values of a head start.</summary>
    public void WritePlaces(CodeWriter code, string keyHead)
    {
        code.Line($"int keptKeyAt = {Start(Shape.PanelFloats(Shape.Width))}, keptValueAt = {Start(Shape.Keys * Shape.ValueWidth)};");

        string Start(int floats) => Shape.KeyHeads == 1 ? $"sample * {floats}" : $"(sample * {Shape.KeyHeads} + {keyHead}) * {floats}";
    }

    /// <summary>Element d of the key of a position, as C#.</summary>
    public string Key(string position) => "keptKeys[keptKeyAt + " + (Shape.PanelCount == 1
        ? position
        : $"{position} / {Shape.Panel} * {Shape.Panel * Shape.Width} + {position} % {Shape.Panel}") + $" + d * {Shape.Panel}]";

    /// <summary>Writes that a group of threads puts the keys and values of <c>count</c> positions to those that are kept.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="threads">The threads.</param>
    /// <param name="position">The number of the first.</param>
    /// <param name="key">Where the key of the position that is so many further starts.</param>
    /// <param name="value">Where its value starts.</param>
    /// <param name="bias">Where the biases start.</param>
    public void WriteKeep(CodeWriter code, int threads, string position, Func<string, string> key, Func<string, string> value, string bias)
    {
        using (Shape.Group == 1 ? null : code.Block($"if (head % {Shape.Group} == 0)"))
        {
            using (code.Block($"for (var i = Group.IdxX; i < count * {Shape.Width}; i += {threads})"))
            {
                code.Line($"int q = i / {Shape.Width}, d = i % {Shape.Width};");
                code.Line($"{Key(Shape.PanelCount == 1 ? $"{position} + q" : $"({position} + q)")} = keys[{key("q")} + d];");
            }
            using (code.Block($"for (var i = Group.IdxX; i < count * {Shape.ValueWidth}; i += {threads})"))
            {
                code.Line($"int q = i / {Shape.ValueWidth}, c = i % {Shape.ValueWidth};");
                code.Line($"keptValues[keptValueAt + ({position} + q) * {Shape.ValueWidth} + c] = values[{value("q")} + c];");
            }
        }
        if (HasKeyBias)
            code.Line($"if ({(Shape.Heads == 1 ? "" : "head == 0 && ")}Group.IdxX < count) keptBias[sample * {Shape.Keys} + {position} + Group.IdxX] = bias[{bias} + Group.IdxX];");
    }
}
