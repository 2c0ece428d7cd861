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
            if (text.Length == 0 && char.IsDigit(character)) text.Append('_');
            text.Append(upper ? char.ToUpperInvariant(character) : character);
            upper = false;
        }
        return text.Length == 0 ? "Value" : text.ToString();
    }

    // A value without a name of its own is told from what made it and of what: squareOfX, sumOfConv1.
    private static string Described(Value value)
    {
        if (value.Producer is not { } node) return "value";
        if (node.Operator.ResultName(value.OutputIndex) is { } result && node.Output.Name is { } first) return first + " " + result;
        var kind = node.Operator is FusedElementwise ? "mix" : node.Operator.Name;
        var of = node.Inputs.Select(input => Alias.Root(input).Name).FirstOrDefault(name => name is not null);
        return of is null ? kind : kind + " of " + of;
    }
}
