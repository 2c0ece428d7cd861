namespace ModelGen;

/// <summary>A name in which each <c>*</c> stands for any text, even none.</summary>
internal sealed class NamePattern
{
    private readonly string pattern;
    private readonly string[] literals;

    public NamePattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        this.pattern = pattern;
        literals = pattern.Split('*');
    }

    /// <summary>What each <c>*</c> stands for, as little as possible from the left; null if the name does not match.</summary>
    public string[]? Match(string name)
    {
        if (!name.StartsWith(literals[0], StringComparison.Ordinal)) return null;
        var at = literals[0].Length;
        if (literals.Length == 1) return name.Length == at ? [] : null;
        var captures = new string[literals.Length - 1];
        for (var i = 0; i < captures.Length; i++)
        {
            var literal = literals[i + 1];
            var next = i < captures.Length - 1 ? name.IndexOf(literal, at, StringComparison.Ordinal)
                : name.EndsWith(literal, StringComparison.Ordinal) ? name.Length - literal.Length : -1;
            if (next < at) return null;
            captures[i] = name[at..next];
            at = next + literal.Length;
        }
        return captures;
    }

    /// <summary>Puts what was matched in the place of each <c>*</c> of another name.</summary>
    /// <exception cref="ArgumentException">It has more of them than this pattern.</exception>
    public Func<string[], string> Target(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var parts = name.Split('*');
        if (parts.Length > literals.Length)
            throw new ArgumentException($"'{name}' has more '*' than '{pattern}'.", nameof(name));
        return captures => string.Concat(parts.Select((part, i) => i == 0 ? part : captures[i - 1] + part));
    }
}
