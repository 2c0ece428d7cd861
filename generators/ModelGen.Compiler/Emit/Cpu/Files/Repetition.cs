namespace ModelGen.Compiler.Emit;

/// <summary>
/// Kernels that are called again and again in the same order, each time at other places: the equal blocks of a deep
/// net, which become a loop.
/// </summary>
/// <param name="Rounds">The kernels of each round; all rounds call the same methods.</param>
internal sealed record Repetition(IReadOnlyList<IReadOnlyList<Kernel>> Rounds)
{
    // Fewer rounds, or fewer calls saved, are easier to read one after the other.
    private const int FewestRounds = 3, FewestCallsSaved = 8;

    /// <summary>The values that one operand stands for, round by round; operands that always agree are one.</summary>
    public IReadOnlyList<IReadOnlyList<Value>> Operands { get; } = FindOperands(Rounds);

    /// <summary>Cuts a list of kernels into single ones and repetitions, in order.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="signature">Equal for kernels whose calls may differ in places only.</param>
    public static IEnumerable<(Kernel? Single, Repetition? Repeated)> Find(IReadOnlyList<Kernel> kernels, Func<Kernel, string> signature)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] signatures = [.. kernels.Select(kernel =>
        {
            var text = signature(kernel);
            if (!ids.TryGetValue(text, out var id)) ids.Add(text, id = ids.Count);
            return id;
        })];
        for (var start = 0; start < kernels.Count;)
        {
            var (period, rounds) = Longest(signatures, start);
            if (rounds == 0)
            {
                yield return (kernels[start++], null);
                continue;
            }
            yield return (null, new Repetition(
                [.. Enumerable.Range(0, rounds).Select(round => kernels.Skip(start + round * period).Take(period).ToList())]));
            start += period * rounds;
        }
    }

    // The repetition from there on that covers most, with the shortest period; no rounds where none is worth a loop.
    private static (int Period, int Rounds) Longest(int[] signatures, int start)
    {
        var best = (Period: 0, Rounds: 0);
        for (var period = 1; start + FewestRounds * period <= signatures.Length; period++)
        {
            var end = start;
            while (end + period < signatures.Length && signatures[end] == signatures[end + period]) end++;
            var rounds = (end - start) / period + 1;
            if (rounds >= FewestRounds && period * (rounds - 1) >= FewestCallsSaved && period * rounds > best.Period * best.Rounds)
                best = (period, rounds);
        }
        return best;
    }

    private static List<IReadOnlyList<Value>> FindOperands(IReadOnlyList<IReadOnlyList<Kernel>> rounds)
    {
        var found = new Dictionary<Value, List<IReadOnlyList<Value>>>();
        var all = new List<IReadOnlyList<Value>>();
        for (var kernel = 0; kernel < rounds[0].Count; kernel++)
            for (var operand = 0; operand < Values(rounds[0][kernel]).Count; operand++)
            {
                Value[] values = [.. rounds.Select(round => Values(round[kernel])[operand])];
                if (!found.TryGetValue(values[0], out var alike)) found.Add(values[0], alike = []);
                if (alike.Any(other => other.SequenceEqual(values))) continue;
                alike.Add(values);
                all.Add(values);
            }
        return all;
    }

    /// <summary>The operands of a kernel, as they lie in memory.</summary>
    public static IReadOnlyList<Value> Values(Kernel kernel) => [.. kernel.Inputs.Concat(kernel.Outputs).Select(Alias.Root)];

    /// <summary>A name for what is called otherwise in each round: without the numbers that differ.</summary>
    public static string CommonName(IReadOnlyList<string> names)
    {
        // The first round may begin with what comes before the blocks.
        var (first, second) = (Pieces(names[names.Count - 2]), Pieces(names[names.Count - 1]));
        if (first.Count != second.Count) return names[names.Count - 1];
        var common = string.Concat(first.Zip(second, (a, b) => a == b ? a : char.IsDigit(a[0]) && char.IsDigit(b[0]) ? "" : "?"));
        return common.Contains('?') || common.Length == 0 ? names[names.Count - 1] : common;
    }

    // "dH11Norm1" → d H, 11, Norm, 1
    private static List<string> Pieces(string name)
    {
        var pieces = new List<string>();
        foreach (var character in name)
            if (pieces.Count > 0 && char.IsDigit(pieces[pieces.Count - 1][0]) == char.IsDigit(character)) pieces[pieces.Count - 1] += character;
            else pieces.Add(character.ToString());
        return pieces;
    }
}
