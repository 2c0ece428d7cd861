using System.Globalization;

namespace ModelGen.Compiler.Emit;

/// <summary>Writes the body of a phase: where its values lie, and the calls of its kernels in order.</summary>
/// <param name="buffers">Where values lie.</param>
/// <param name="storages">How they are stored.</param>
/// <param name="library">The methods.</param>
/// <param name="names">The names of values.</param>
/// <param name="parameter">The entry of a parameter, or of the one that a value is the gradient of.</param>
/// <param name="countsPositions">Whether <c>count</c> is that of positions, and <c>samples</c> the samples that they belong to.</param>
public sealed class PhaseWriter(
    BufferPlan buffers, StoragePlan storages, KernelLibrary library, Names names, Func<Value, ParameterEntry> parameter, bool countsPositions = false)
{
    private static readonly string[] Reserved =
    [
        "block", "first", "count", "s", "n", "part", "parts", "from", "to", "capacity", "scratch", "parameters", "gradient",
        "shared", "batch", "seed", "step", "samples", "length", "start", "state",
    ];

    /// <summary>
    /// Whether threads work on the same samples: each does its part of a kernel, and they meet in front of each. What kernels
    /// work in is each thread's own. Along time there are many rows, of which each thread takes some where a kernel has no parts.
    /// </summary>
    public bool IsTogether { get => isTogether && !alone; set => isTogether = value; }

    private readonly PlaceText places = new(buffers, storages);
    private readonly HashSet<string> declared = [];
    // Of so many computed parameters names of their own would be a list longer than what is done with them.
    private const int MostNamed = 16;

    private readonly HashSet<Value> workspaces = [], unnamed = [];
    // In a loop over rows of its own a thread meets nobody.
    private bool alone, isTogether, hasOwnRows;

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
        var segments = phase.Segments.Select(segment => (Segment: segment, Parts: Repetition<Kernel>.Find(segment.Kernels, SignatureOf, Values).ToList())).ToList();
        workspaces.UnionWith(phase.Kernels.SelectMany(kernel => kernel.Outputs.Skip(kernel.Outputs.Count - kernel.Workspaces)));
        Declare(code, segments.SelectMany(segment => segment.Parts), note, wholeBatch: false);
        copies?.Invoke(code);
        foreach (var (segment, parts) in segments)
        {
            code.Line();
            var count = countsPositions && !segment.IsTimed ? "samples" : "count";
            if (!segment.OneSampleAtATime)
            {
                Write(code, parts, count, atSample: false, note);
                continue;
            }
            code.Line($"// One {(segment.IsTimed ? "position" : "sample")} at a time, so that each kernel finds its input in the first-level cache.");
            var sharesRows = IsTogether && countsPositions;
            if (sharesRows) code.Line($"(from, to) = meeting.Share({count}, part);");
            using (code.Block(sharesRows ? "for (var s = from; s < to; s++)" : $"for (nuint s = 0; s < {count}; s++)"))
            {
                hasOwnRows = sharesRows;
                Write(code, parts, "1", atSample: true, note);
                hasOwnRows = false;
            }
        }
    }

    /// <summary>A phase of tiles: this is part <c>part</c> of <c>parts</c>, and <c>n</c> is the batch.</summary>
    public void WriteTiles(CodeWriter code, Phase phase, Func<Value, string?> note)
    {
        var parts = Repetition<Kernel>.Find([.. phase.Kernels], SignatureOf, Values).ToList();
        Declare(code, parts, note, wholeBatch: true);
        code.Line();
        Write(code, parts, null, atSample: false, note);
    }

    /// <summary>A phase of tiles without samples, all by one thread.</summary>
    public void WritePreparation(CodeWriter code, Phase phase)
    {
        alone = true;
        WriteTiles(code, phase, _ => null);
        alone = false;
    }

    /// <summary>Whether <see cref="WriteTiles"/> needs the locals <c>from</c> and <c>to</c>.</summary>
    public static bool SharesTiles(Phase phase) => phase.Kernels.Any(kernel => kernel.TileCount > 1);

    // Calls with equal ones differ in places within the same blocks of memory only.
    private string SignatureOf(Kernel kernel) => string.Join(" ",
        Values(kernel).Select(value => $"{buffers[value].Place}{value.Shape.Length}")
            .Prepend($"{library.Method(kernel, names)} {kernel.TileCount}"));

    private void Declare(
        CodeWriter code, IEnumerable<(Kernel? Single, Repetition<Kernel>? Repeated)> parts, Func<Value, string?> note, bool wholeBatch)
    {
        if (IsTogether) code.Line("nuint from, to;");
        var values = parts.SelectMany(part => part.Single is { } kernel
            ? Values(kernel)
            : part.Repeated!.Operands.Where(operand => operand.Distinct().Count() == 1).Select(operand => operand[0]));
        declared.Clear();
        NameFew(parts);
        foreach (var value in values.Distinct())
        {
            if (unnamed.Contains(value)) continue;
            declared.Add(names[value]);
            if (buffers[value].Place is Place.Parameters or Place.Gradients or Place.Caller) continue;
            var start = places.Start(value, places.Offset(value).ToString(CultureInfo.InvariantCulture), wholeBatch ? null : "first");
            code.Line($"ref var {names[value]} = {Owned(value, start)};   // {places.Describe(value, note(value))}");
        }
    }

    // What is computed from parameters and stands in one call only has no name there.
    private void NameFew(IEnumerable<(Kernel? Single, Repetition<Kernel>? Repeated)> parts)
    {
        unnamed.Clear();
        var repeated = new HashSet<Value>(parts.Where(part => part.Repeated is not null).SelectMany(part => part.Repeated!.Operands).SelectMany(operand => operand));
        Value[] once = [.. parts.Where(part => part.Single is not null).SelectMany(part => Values(part.Single!))
            .Where(value => buffers[value].Place == Place.Shared && !repeated.Contains(value))
            .GroupBy(value => value).Where(uses => uses.Count() == 1).Select(uses => uses.Key)];
        if (once.Length > MostNamed) unnamed.UnionWith(once);
    }

    private void Write(
        CodeWriter code, List<(Kernel? Single, Repetition<Kernel>? Repeated)> parts, string? count, bool atSample, Func<Value, string?> note)
    {
        foreach (var (single, repeated) in parts)
            if (single is not null) Call(code, single, count, atSample, value => Argument(value, atSample), $"{single.Stream}");
            else Repeat(code, repeated!, count, atSample, note);
    }

    private void Repeat(CodeWriter code, Repetition<Kernel> repetition, string? count, bool atSample, Func<Value, string?> note)
    {
        var rounds = repetition.Rounds.Count;
        string First(int round) => names[repetition.Rounds[round][0].Outputs[0]];
        code.Line();
        code.Line($"// {rounds} times the same kernels at other places, from {First(0)} to {First(rounds - 1)}.");
        using var loop = code.Block($"for (nuint block = 0; block < {rounds}; block++)");
        var arguments = new Dictionary<Value, List<(IReadOnlyList<Value> Values, string Text)>>();
        var taken = new HashSet<string>(declared.Concat(Reserved));
        foreach (var operand in repetition.Operands)
        {
            if (!arguments.TryGetValue(operand[0], out var alike)) arguments.Add(operand[0], alike = []);
            alike.Add((operand, Operand(code, operand, taken, count is null, atSample, note)));
        }
        for (var kernel = 0; kernel < repetition.Rounds[0].Count; kernel++)
        {
            var position = 0;
            var all = repetition.Rounds.Select(round => Values(round[kernel])).ToList();
            Call(code, repetition.Rounds[0][kernel], count, atSample,
                _ =>
                {
                    Value[] values = [.. all.Select(round => round[position])];
                    position++;
                    return arguments[values[0]].First(entry => entry.Values.SequenceEqual(values)).Text;
                },
                Progression([.. repetition.Rounds.Select(round => (int)round[kernel].Stream)]) is var stream && stream.Contains("block") ? $"(uint)({stream})" : stream);
        }
    }

    // What a round passes for an operand; what changes from round to round gets a name inside of the loop.
    private string Operand(
        CodeWriter code, IReadOnlyList<Value> values, HashSet<string> taken, bool wholeBatch, bool atSample, Func<Value, string?> note)
    {
        var (first, place) = (values[0], buffers[values[0]].Place);
        if (place == Place.Caller || values.Distinct().Count() == 1) return Argument(first, atSample);
        if (place is Place.Parameters or Place.Gradients)
        {
            var offset = Progression([.. values.Select(value => parameter(value).Offset)], parameter(first).Constant);
            return places.Numbers(first, $"ref At(ref {(place == Place.Parameters ? "parameters" : "gradient")}, {offset})");
        }
        var name = Repetition.CommonName([.. values.Select(value => names[value])]);
        for (var i = 2; !taken.Add(name); i++) name = $"{Repetition.CommonName([.. values.Select(value => names[value])])}_{i}";
        var start = places.Start(first, Progression([.. values.Select(places.Offset)]), wholeBatch ? null : atSample ? "(first + s)" : "first", atSample);
        string?[] notes = [.. values.Select(note)];
        var common = notes.All(text => text is not null) ? Repetition.CommonName(notes!) : null;
        code.Line($"ref var {name} = {Owned(first, start)};   // {places.Describe(first, common)}");
        return "ref " + name;
    }

    private string Owned(Value value, string start) =>
        IsTogether && (workspaces.Contains(value) || (countsPositions && buffers[value].Place == Place.Sample)) ? start.Replace("ref scratch", "ref own") : start;

    // Places are of the size of pointers, and so is block.
    private static string Progression(int[] numbers, string? start = null)
    {
        var text = Repetition.Progression(numbers, "(int)block", start);
        return text.Contains('?') ? $"(nuint)({text})" : text.Contains('[') ? $"(nuint){text}" : text;
    }

    private static IReadOnlyList<Value> Values(Kernel kernel) => [.. kernel.Inputs.Concat(kernel.Outputs).Select(Alias.Root)];

    private void Call(CodeWriter code, Kernel kernel, string? count, bool atSample, Func<Value, string> argument, string stream)
    {
        var isTiled = count is null && kernel.TileCount > 1;
        var isTogether = IsTogether && !hasOwnRows;
        var sharesRows = isTogether && countsPositions && !kernel.IsShared && HasEqualRows(kernel);
        if (isTiled && !alone) code.Line($"(from, to) = Tiles.Share({kernel.TileCount}, part, parts);");
        var arguments = new List<string> { sharesRows ? "to - from" : count ?? (alone ? $"0, {kernel.TileCount}, 0" : isTiled ? "from, to, n" : "0, 1, n") };
        if (kernel.IsShared) arguments.Add(isTogether ? "from, to" : $"0, {kernel.SampleParts}");
        arguments.AddRange(kernel.ExtraParameters.Select(extra => Extra(extra, atSample, stream)));
        foreach (var value in kernel.Inputs.Concat(kernel.Outputs))
        {
            var text = argument(value);
            arguments.Add(sharesRows && value.IsBatched ? RowsFrom(text, value.Shape.Length) : text);
        }
        if (isTogether && kernel.IsShared) code.Line($"(from, to) = meeting.Share({kernel.SampleParts}, part);");
        if (sharesRows) code.Line($"(from, to) = meeting.Share({count}, part);");
        var condition = sharesRows ? "from < to"
            : isTogether && !kernel.IsShared ? "meeting.IsFirst(part)"
            : count is null && kernel.TileCount == 1 && !alone ? "part == 0" : null;
        if (condition is not null) code.Line($"if ({condition})");
        using (condition is null ? null : code.Indent()) Write();

        void Write()
        {
            var method = library.Method(kernel, names);
            var line = $"{method}({string.Join(", ", arguments)});";
            if (line.Length <= 100)
            {
                code.Line(line);
                return;
            }
            code.Line($"{method}(");
            using (code.Indent())
                foreach (var row in Wrap(arguments, 96)) code.Line(row);
        }
    }

    // Whether each row of what a kernel makes comes from the same row of what it takes, so that a part of the rows is a call.
    private static bool HasEqualRows(Kernel kernel) => kernel.ExtraParameters.Count == 0
        && kernel.Inputs.Concat(kernel.Outputs).Where(value => value.IsBatched).Select(value => value.IsTimed).Distinct().Count() == 1;

    private static string RowsFrom(string start, int length) => length == 1 ? $"ref At({start}, from)" : $"ref At({start}, from * {length})";

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

    private static string Extra(string parameter, bool atSample, string stream) => parameter switch
    {
        "nuint first" => atSample ? "first + s" : "first",
        "uint stream" => stream,
        _ => parameter.Substring(parameter.LastIndexOf(' ') + 1),
    };

    private string Argument(Value value, bool atSample)
    {
        var root = Alias.Root(value);
        var place = buffers[root].Place;
        if (place is Place.Parameters) return places.Numbers(root, $"ref At(ref parameters, {parameter(root).Constant})");
        if (unnamed.Contains(root)) return places.Start(root, places.Offset(root).ToString(CultureInfo.InvariantCulture), null);
        if (place is Place.Gradients) return $"ref At(ref gradient, {parameter(root).Constant})";
        return atSample && root.IsBatched && place != Place.Sample
            ? root.Shape.Length == 1 ? $"ref At(ref {names[root]}, s)" : $"ref At(ref {names[root]}, s * {root.Shape.Length})"
            : $"ref {names[root]}";
    }
}
