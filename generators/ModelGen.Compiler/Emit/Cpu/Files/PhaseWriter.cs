using System.Globalization;

namespace ModelGen.Compiler.Emit;

/// <summary>Writes the body of a phase: where its values lie, and the calls of its kernels in order.</summary>
public sealed class PhaseWriter(
    BufferPlan buffers, StoragePlan storages, KernelLibrary library, Names names, Func<Value, string> parameterOffset)
{
    /// <summary>
    /// A phase over samples: <c>first</c> and <c>count</c> are the samples of the chunk, <c>capacity</c> the
    /// trainer's batch size, <c>scratch</c> the thread's own memory.
    /// </summary>
    /// <param name="code">Where to write.</param>
    /// <param name="phase">What to write.</param>
    /// <param name="note">What to say behind the place of a value; may be null.</param>
    /// <param name="copies">Writes what must happen before the first kernel.</param>
    public void WriteSamples(
        CodeWriter code, Phase phase, Func<Value, string?> note, Action<CodeWriter>? copies = null)
    {
        foreach (var value in Values(phase))
            Declare(code, value, note(value));
        copies?.Invoke(code);
        foreach (var segment in phase.Segments)
        {
            code.Line();
            if (!segment.OneSampleAtATime)
            {
                foreach (var kernel in segment.Kernels) Call(code, kernel, "count", atSample: false, "");
                continue;
            }
            code.Line("// One sample at a time, so that each kernel finds its input in the first-level cache.");
            using (code.Block("for (nuint s = 0; s < count; s++)"))
                foreach (var kernel in segment.Kernels) Call(code, kernel, "1", atSample: true, "");
        }
    }

    /// <summary>A phase of tiles: this is part <c>part</c> of <c>parts</c>, and <c>n</c> is the batch.</summary>
    public void WriteTiles(CodeWriter code, Phase phase, Func<Value, string?> note)
    {
        foreach (var value in Values(phase))
            Declare(code, value, note(value), wholeBatch: true);
        code.Line();
        foreach (var kernel in phase.Kernels)
        {
            var tiles = kernel.TileCount.ToString(CultureInfo.InvariantCulture);
            if (kernel.TileCount == 1)
            {
                code.Line("if (part == 0)");
                using (code.Indent()) Call(code, kernel, "0, 1, n", atSample: false, "");
            }
            else
            {
                code.Line($"(from, to) = Tiles.Share({tiles}, part, parts);");
                Call(code, kernel, "from, to, n", atSample: false, "");
            }
        }
    }

    /// <summary>Whether <see cref="WriteTiles"/> needs the locals <c>from</c> and <c>to</c>.</summary>
    public static bool SharesTiles(Phase phase) => phase.Kernels.Any(kernel => kernel.TileCount > 1);

    private static IEnumerable<Value> Values(Phase phase) => phase.Kernels
        .SelectMany(kernel => kernel.Inputs.Concat(kernel.Outputs))
        .Select(Alias.Root).Distinct();

    private void Declare(CodeWriter code, Value value, string? note, bool wholeBatch = false)
    {
        var (place, offset) = buffers[value];
        if (place is Place.Parameters or Place.Gradients or Place.Caller) return;
        var length = value.Shape.Length;
        var start = place switch
        {
            Place.Shared => $"ref At(ref shared, {offset})",
            Place.Batch => $"ref At(ref batch, {offset} * capacity)",
            Place.Chunk => $"ref At(ref scratch, {offset * buffers.ChunkSamples})",
            _ => $"ref At(ref scratch, {buffers.ChunkLength * buffers.ChunkSamples + offset})",
        };
        start = value.Type.Element switch
        {
            ElementType.Byte => $"ref Bytes({start})",
            ElementType.Index => $"ref Integers({start})",
            _ => start,
        };
        if (place == Place.Batch && !wholeBatch) start = $"ref At({start}, first * {length})";
        var stored = value.IsBatched || storages[value] == ParameterStorage.Dense(value.Shape) ? "" : " " + Stored(storages[value]);
        code.Line($"ref var {names[value]} = {start};   // {value.Type}{stored}{(note is null ? "" : "  " + note)}");
    }

    private static string Stored(ParameterStorage storage) => storage.PanelCount == 1
        ? $"stored ({storage.Rows}, {storage.Width(0)})"
        : $"stored in {storage.PanelCount} panels of {storage.PanelWidth} columns";

    private void Call(CodeWriter code, Kernel kernel, string head, bool atSample, string indent)
    {
        var arguments = new List<string> { head };
        arguments.AddRange(kernel.ExtraParameters.Select(parameter => Extra(parameter, atSample)));
        arguments.AddRange(kernel.Inputs.Concat(kernel.Outputs).Select(value => Argument(value, atSample)));
        var method = library.Method(kernel, names);
        var line = $"{indent}{method}({string.Join(", ", arguments)});";
        if (line.Length <= 100)
        {
            code.Line(line);
            return;
        }
        code.Line($"{indent}{method}(");
        using (code.Indent())
            foreach (var row in Wrap(arguments, 96)) code.Line(indent + row);
    }

    private static IEnumerable<string> Wrap(List<string> arguments, int width)
    {
        var row = "";
        for (var i = 0; i < arguments.Count; i++)
        {
            var piece = arguments[i] + (i + 1 < arguments.Count ? "," : ");");
            if (row.Length > 0 && row.Length + 1 + piece.Length > width)
            {
                yield return row;
                row = "";
            }
            row += (row.Length > 0 ? " " : "") + piece;
        }
        yield return row;
    }

    private static string Extra(string parameter, bool atSample) =>
        parameter == "nuint first" ? atSample ? "first + s" : "first" : parameter.Substring(parameter.LastIndexOf(' ') + 1);

    private string Argument(Value value, bool atSample)
    {
        var root = Alias.Root(value);
        var place = buffers[root].Place;
        if (place is Place.Parameters) return $"ref At(ref parameters, {parameterOffset(root)})";
        if (place is Place.Gradients) return $"ref At(ref gradient, {parameterOffset(root)})";
        return atSample && root.IsBatched && place != Place.Sample
            ? root.Shape.Length == 1 ? $"ref At(ref {names[root]}, s)" : $"ref At(ref {names[root]}, s * {root.Shape.Length})"
            : $"ref {names[root]}";
    }
}
