using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// One text for kernels whose texts differ in numbers only. What differs is written in terms of a few sizes, which
/// become type parameters: of 832, 5824 and 26624 in one kernel, 864, 6048 and 27648 in the next, the first is the size
/// and the others are 7 and 32 times it.
/// </summary>
internal sealed class SizedText
{
    // More sizes would explain nothing.
    private const int MostSizes = 4;

    private static readonly Regex Number = new(@"(?<![\w.])\d+(?![\w.])", RegexOptions.CultureInvariant);

    private readonly string?[] replacements;

    private SizedText(string?[] replacements, IReadOnlyList<int[]> sizes) => (this.replacements, Sizes) = (replacements, sizes);

    /// <summary>For each size its value in each of the kernels.</summary>
    public IReadOnlyList<int[]> Sizes { get; }

    /// <summary>The names of the type parameters.</summary>
    public IReadOnlyList<string> Parameters => [.. Sizes.Select((_, index) => Parameter(index))];

    /// <summary>A text without its numbers: equal for kernels that may share it.</summary>
    public static string Skeleton(string text) => Number.Replace(text, "#");

    /// <summary>What differs between texts with equal skeletons, in terms of sizes; null if that takes too many or a number is too small.</summary>
    public static SizedText? Find(IReadOnlyList<string> texts, int smallest)
    {
        var numbers = texts.Select(Numbers).ToList();
        var sizes = new List<int[]>();
        var varying = Enumerable.Range(0, numbers[0].Length)
            .Select(place => (Place: place, Values: numbers.Select(all => all[place]).ToArray()))
            .Where(hole => hole.Values.Any(value => value != hole.Values[0]))
            .OrderBy(hole => hole.Values[0]).ThenBy(hole => hole.Place).ToList();
        var replacements = new string?[numbers[0].Length];
        foreach (var (place, values) in varying)
        {
            if (values.Min() < smallest) return null;
            if (Expression(values, sizes) is not { } expression)
            {
                if (sizes.Count == MostSizes) return null;
                expression = Parameter(sizes.Count) + ".Value";
                sizes.Add(values);
            }
            replacements[place] = expression;
        }
        return new(replacements, sizes);
    }

    /// <summary>Whether <see cref="Write"/> can write a text: it has as many numbers as those that were compared.</summary>
    public bool Fits(string text) => text.Split('\n').Where(IsCode).Sum(line => Number.Matches(line).Count) == replacements.Length;

    /// <summary>A text with sizes in place of the numbers that differ; comments stay.</summary>
    public string Write(string text)
    {
        var place = 0;
        return string.Join("\n", text.Split('\n').Select(line =>
            IsCode(line) ? Number.Replace(line, match => replacements[place++] ?? match.Value) : line));
    }

    private static bool IsCode(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static int[] Numbers(string text) =>
        [.. Number.Matches(text).Cast<Match>().Select(match => int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1)];

    private static string Parameter(int index) => index == 0 ? "TSize" : $"TSize{index + 1}";

    // Values as c · size + d, or as c · size · other size.
    private static string? Expression(int[] values, List<int[]> sizes)
    {
        for (var i = 0; i < sizes.Count; i++)
        {
            if (Linear(values, [.. sizes[i].Select(size => (long)size)]) is not var (factor, offset)) continue;
            var text = factor == 1 ? Parameter(i) + ".Value" : $"{factor} * {Parameter(i)}.Value";
            return offset == 0 ? factor == 1 ? text : $"({text})" : offset > 0 ? $"({text} + {offset})" : $"({text} - {-offset})";
        }
        for (var i = 0; i < sizes.Count; i++)
            for (var j = i; j < sizes.Count; j++)
                if (Linear(values, [.. sizes[i].Zip(sizes[j], (a, b) => (long)a * b)]) is var (factor, offset) && offset == 0)
                    return $"({(factor == 1 ? "" : $"{factor} * ")}{Parameter(i)}.Value * {Parameter(j)}.Value)";
        return null;
    }

    private static (long Factor, long Offset)? Linear(int[] values, long[] sizes)
    {
        var other = Array.FindIndex(sizes, size => size != sizes[0]);
        if (other < 0) return null;
        var (rise, run) = ((long)values[other] - values[0], sizes[other] - sizes[0]);
        if (rise % run != 0 || rise / run < 1) return null;
        var factor = rise / run;
        var offset = values[0] - factor * sizes[0];
        return values.Zip(sizes, (value, size) => value == factor * size + offset).All(equal => equal) ? (factor, offset) : null;
    }
}
