using System.Text;

namespace ModelGen.Compiler.Emit;

/// <summary>Turns the names of a declaration into C# identifiers, each given once.</summary>
public sealed class Names
{
    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do "
        + "double else enum event explicit extern false finally fixed float for foreach goto if implicit in int "
        + "interface internal is lock long namespace new null object operator out override params private protected "
        + "public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true "
        + "try typeof uint ulong unchecked unsafe ushort using virtual void volatile while").Split(' '),
        StringComparer.Ordinal);

    // Longer names are cut inside of kernels.
    private const int LongName = 28;

    private readonly Dictionary<Value, string> values = [];
    private readonly HashSet<string> taken;

    /// <param name="reserved">Identifiers that the emitted code uses for itself.</param>
    public Names(params string[] reserved) => taken = new HashSet<string>(reserved, StringComparer.Ordinal);

    /// <summary>The identifier of a value: <c>conv1</c>, <c>dConv1</c>, <c>h0AttentionQueryWeight</c>.</summary>
    public string this[Value value]
    {
        get
        {
            var root = Alias.Root(value);
            if (!values.TryGetValue(root, out var name))
                values.Add(root, name = Unique(Camel(root.Name ?? Described(root))));
            return name;
        }
    }

    /// <summary>
    /// What a value is called inside of one kernel, where it need not differ from all others: of a long name the last two
    /// parts, <c>norm1Weight</c> of <c>features.denseblock1.denselayer1.norm1.weight</c>.
    /// </summary>
    public string Local(Value value)
    {
        var name = this[value];
        if (name.Length <= LongName) return name;
        var root = Alias.Root(value);
        var full = root.Name ?? Described(root);
        var path = full.Substring(full.LastIndexOf(' ') + 1);
        var parts = path.Split('.');
        if (parts.Length <= 2) return name;
        var start = full.Substring(0, full.Length - path.Length);
        // The d of a gradient stands before the first part.
        if (path[0] == 'd' && char.IsUpper(path[1])) start += "d ";
        return Camel(start + parts[parts.Length - 2] + "." + parts[parts.Length - 1]);
    }

    /// <summary>An identifier like <paramref name="wanted"/> that is not in use yet.</summary>
    public string Unique(string wanted)
    {
        var name = wanted;
        for (var i = 2; !taken.Add(name); i++)
            name = char.IsDigit(wanted[wanted.Length - 1]) ? $"{wanted}_{i}" : wanted + i;
        return name;
    }

    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return Keywords.Contains(camel) ? camel + "Value" : camel;
    }

    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        var upper = true;
        foreach (var character in name)
        {
            if (!(char.IsLetterOrDigit(character) && character < 128))
            {
                upper = true;
                continue;
            }
            // A letter, so that what begins with a digit is told from itself as a method.
            if (text.Length == 0 && char.IsDigit(character)) text.Append('N');
            text.Append(upper ? char.ToUpperInvariant(character) : character);
            upper = false;
        }
        return text.Length == 0 ? "Value" : text.ToString();
    }

    // A value without a name of its own is told from what made it and of what: sumOfDConv1, dNormTimesNormY.
    private static string Described(Value value, int depth = 2)
    {
        if (value.Producer is not { } node) return "value";
        if (value.OutputIndex > 0) return (node.Output.Name ?? Described(node.Output)) + " " + node.Operator.ResultName(value.OutputIndex);
        return node.Operator.Describe([.. node.Inputs.Select(Alias.Root).Select(input =>
            input.Name ?? (depth > 0 && input.Producer is not null ? Described(input, depth - 1) : null))]);
    }
}
