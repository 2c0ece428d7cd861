namespace ModelGen.Compiler.Emit;

/// <summary>
/// Nested loops whose steps are the numbers of threads: the number is taken apart into the steps of the single loops, and
/// these say where an operand's element lies.
/// </summary>
/// <param name="loops">Outermost first.</param>
/// <param name="locals">The names in use.</param>
public sealed class GpuLoops(IReadOnlyList<Loop> loops, LoopLocals locals)
{
    private readonly string[] steps = new string[loops.Count];
    private string index = "0";

    /// <summary>Steps of all loops together; of each sample if they run over these.</summary>
    public int Count => loops.Aggregate(1, (product, loop) => product * loop.Extent);

    /// <summary>Whether a loop runs over the samples.</summary>
    public bool OverSamples => loops.Any(loop => loop.OverSamples);

    /// <summary>Declares what the number <paramref name="number"/> means for each loop.</summary>
    public void TakeApart(CodeWriter code, string number)
    {
        index = number;
        var inner = 1;
        for (var level = loops.Count - 1; level >= 0; level--)
        {
            var quotient = inner == 1 ? number : $"{number} / {inner}";
            if (level == 0 && inner == 1)
            {
                steps[level] = number;
                return;
            }
            steps[level] = locals.Take(Noun(level));
            code.Line($"var {steps[level]} = {(level == 0 ? quotient : $"{quotient} % {loops[level].Extent}")};");
            inner *= loops[level].Extent;
        }
    }

    /// <summary>Says what the number <paramref name="number"/> means for each loop, where that is known.</summary>
    public void Know(string number, params string[] known)
    {
        index = number;
        known.CopyTo(steps, 0);
    }

    /// <summary>Where an operand's element lies, as C#.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="start">Where it lies at the start of all loops.</param>
    public string Offset(int operand, int start = 0)
    {
        var sum = IsDense(operand) ? (loops.Count == 0 ? "" : index) : string.Join(" + ", loops
            .Select((loop, level) => (Stride: loop.Strides[operand], Step: steps[level]))
            .Where(term => term.Stride > 0)
            .Select(term => LoopWriter.Term(term.Step, term.Stride)));
        if (start != 0) sum = sum.Length == 0 ? $"{start}" : $"{sum} + {start}";
        foreach (var (loop, level) in loops.Select((loop, level) => (loop, level)).Where(entry => entry.loop.Strides[operand] < 0))
            sum = $"{(sum.Length == 0 ? "0" : sum)} - {LoopWriter.Term(steps[level], -loop.Strides[operand])}";
        return sum.Length == 0 ? "0" : sum;
    }

    // Whether the steps of all loops are the operand's elements in order.
    private bool IsDense(int operand)
    {
        var stride = 1;
        for (var level = loops.Count - 1; level >= 0; level--)
        {
            if (loops[level].Strides[operand] != stride) return false;
            stride *= loops[level].Extent;
        }
        return true;
    }

    private string Noun(int level) => loops[level].OverSamples ? loops[level].Extent == 1 ? "sample" : "row"
        : level == loops.Count - 1 ? "column" : level == loops.Count - 2 ? "row" : "plane";
}
