namespace ModelGen.Compiler.Emit;

/// <summary>
/// Kernels that are called again and again in the same order, each time at other places: the equal blocks of a deep
/// net, which become a loop.
/// </summary>
/// <param name="Rounds">The kernels of each round; all rounds call the same methods.</param>
/// <param name="Values">The operands of a kernel, as they lie in memory.</param>
internal sealed record Repetition<TKernel>(IReadOnlyList<IReadOnlyList<TKernel>> Rounds, Func<TKernel, IReadOnlyList<Value>> Values)
    where TKernel : class
{
    // Fewer rounds, or fewer calls saved, are easier to read one after the other.
    private const int FewestRounds = 3, FewestCallsSaved = 8;

    /// <summary>The values that one operand stands for, round by round; operands that always agree are one.</summary>
    public IReadOnlyList<IReadOnlyList<Value>> Operands { get; } = FindOperands(Rounds, Values);

    /// <summary>Cuts a list of kernels into single ones and repetitions, in order.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="signature">Equal for kernels whose calls may differ in places only.</param>
    /// <param name="values">The operands of a kernel, as they lie in memory.</param>
    public static IEnumerable<(TKernel? Single, Repetition<TKernel>? Repeated)> Find(
        IReadOnlyList<TKernel> kernels, Func<TKernel, string> signature, Func<TKernel, IReadOnlyList<Value>> values)
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
            yield return (null, new Repetition<TKernel>(
                [.. Enumerable.Range(0, rounds).Select(round => kernels.Skip(start + round * period).Take(period).ToList())], values));
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

    private static List<IReadOnlyList<Value>> FindOperands(
        IReadOnlyList<IReadOnlyList<TKernel>> rounds, Func<TKernel, IReadOnlyList<Value>> values)
    {
        var found = new Dictionary<Value, List<IReadOnlyList<Value>>>();
        var all = new List<IReadOnlyList<Value>>();
        for (var kernel = 0; kernel < rounds[0].Count; kernel++)
            for (var operand = 0; operand < values(rounds[0][kernel]).Count; operand++)
            {
                Value[] places = [.. rounds.Select(round => values(round[kernel])[operand])];
                if (!found.TryGetValue(places[0], out var alike)) found.Add(places[0], alike = []);
                if (alike.Any(other => other.SequenceEqual(places))) continue;
                alike.Add(places);
                all.Add(places);
            }
        return all;
    }
}

/// <summary>What is the same for repetitions of any kernels.</summary>
internal static class Repetition
{
    /// <summary>
    /// The number of each round as C# over <c>block</c>, the round's: a progression, perhaps from the second round on, or
    /// else a list.
    /// </summary>
    /// <param name="numbers">One for each round.</param>
    /// <param name="index">What indexes a list.</param>
    /// <param name="start">What stands for the first number of a progression; null for itself.</param>
    public static string Progression(IReadOnlyList<int> numbers, string index, string? start = null)
    {
        if (IsProgression(numbers)) return Progress(numbers, start);
        int[] rest = [.. numbers.Skip(1)];
        // Of the second round on: what it is at the first, less its step, is where its progression starts.
        if (IsProgression(rest))
            return $"block == 0 ? {numbers[0]} : {Progress([rest[0] - (rest[1] - rest[0]), .. rest], null)}";
        return $"((ReadOnlySpan<int>)[{string.Join(", ", numbers)}])[{index}]";
    }

    private static bool IsProgression(IReadOnlyList<int> numbers) =>
        Enumerable.Range(1, numbers.Count - 1).All(round => numbers[round] - numbers[round - 1] == numbers[1] - numbers[0]);

    private static string Progress(IReadOnlyList<int> numbers, string? start)
    {
        var step = numbers[1] - numbers[0];
        start ??= $"{numbers[0]}";
        return step switch
        {
            0 => start,
            1 when start == "0" => "block",
            > 0 when start == "0" => $"block * {step}",
            > 0 => $"{start} + block * {step}",
            _ => $"{start} - block * {-(long)step}",
        };
    }

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
