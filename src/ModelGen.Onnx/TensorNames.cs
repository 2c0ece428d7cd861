namespace ModelGen.Onnx;

/// <summary>The names of tensors in a file, each unique, from those of the description.</summary>
internal sealed class TensorNames
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>The name of a tensor that the description calls <c>%7</c>.</summary>
    public string this[string tensor]
    {
        get
        {
            if (!names.ContainsKey(tensor)) Claim(tensor, "");
            return names[tensor];
        }
    }

    /// <summary>Gives a tensor its name, or one like it where another has it; the first call counts.</summary>
    public void Claim(string tensor, string name)
    {
        if (names.ContainsKey(tensor)) return;
        var number = tensor.TrimStart('%');
        names.Add(tensor, name.Length > 0 && taken.Add(name) ? name : Free(name.Length > 0 ? $"{name}_{number}" : $"value_{number}"));
    }

    private string Free(string name)
    {
        while (!taken.Add(name)) name += "_";
        return name;
    }
}
