namespace ModelGen.Compiler.Emit;

/// <summary><c>X.Forward.g.cs</c>: how a chunk of samples is predicted, and every kernel that takes.</summary>
public sealed class ForwardFile(EmissionModel model, CpuProgram inference, StoragePlan storages, ParameterTable table, KernelLibrary library)
{
    public GeneratedFile Write()
    {
        var code = new CodeWriter();
        using (FileHeader.Open(code, model.Declaration, null, ""))
        using (KernelClass.Open(code, withComment: true))
        {
            var writer = new PhaseWriter(
                inference.Buffers, storages, library, inference.Names, value => table.EntryOf(inference.ParameterOf(value)), model.Positions is not null)
            {
                IsTogether = IsTogether(inference),
            };
            if (PreparesAnything(inference))
            {
                WritePrepare(code, writer);
                code.Line();
            }
            WritePredict(code, writer, inference.Phases[inference.Phases.Count - 1]);
            foreach (var method in library.Take())
                code.Line().Lines(method.TrimEnd());
            code.Line().Lines(PanelText.Members);
        }
        return new GeneratedFile(model.Declaration.FullName + ".Forward.g.cs", code.ToString());
    }

    /// <summary>Whether anything depends on parameters only.</summary>
    public static bool PreparesAnything(CpuProgram program) => program.Phases.Any(phase => phase.Domain == Domain.Tiles);

    /// <summary>Whether threads share the kernels of one sample.</summary>
    public static bool IsTogether(CpuProgram program) => program.Phases.Any(phase => phase.Kernels.Any(kernel => kernel.IsShared));

    // One thread does it all: there are no barriers.
    private void WritePrepare(CodeWriter code, PhaseWriter writer)
    {
        var phase = new Phase(Domain.Tiles, [.. inference.Phases.Where(phase => phase.Domain == Domain.Tiles).SelectMany(phase => phase.Segments)]);
        code.Line("// Values that depend on the parameters alone: made anew when parameters have changed.");
        using (code.Block("public static void Prepare(ref float parameters, ref float shared)"))
            writer.WritePreparation(code, phase);
    }

    // Of a deep net the beginning and the end: Summary has all layers.
    private static string Chain(IReadOnlyList<string> names)
    {
        const int mostNames = 12, lastNames = 3;
        return string.Join(" → ", names.Count <= mostNames
            ? names
            : [.. names.Take(mostNames - lastNames - 1), "…", .. names.Skip(names.Count - lastNames)]);
    }

    private void WritePredict(CodeWriter code, PhaseWriter writer, Phase phase)
    {
        var inputs = Signature.Inputs(inference.Graph);
        var outputs = Signature.Outputs(inference.Graph);
        var chain = Chain([.. inputs.Select(input => inference.Names[input.Value]), .. model.Layers.Select(layer => layer.Name)]);
        code.Line(model.Positions is null ? $"// {chain}, for a chunk of samples" : $"// {chain}, for the positions from start on, count in all, of some samples");
        List<string> parameters = model.Positions is null ? ["nuint count"]
            : ["nuint count", "nuint samples", "nuint length", "nuint start", "nuint first", "nuint capacity"];
        parameters.AddRange(inputs.Select(input => $"ref {input.Element} {Caller(input)}"));
        parameters.AddRange(outputs.Select(output => $"ref float {Caller(output)}"));
        parameters.AddRange(["ref float parameters", "ref float shared", "ref float scratch"]);
        if (model.Positions is not null) parameters.Insert(parameters.Count - 1, "ref float state");
        if (IsTogether(inference)) parameters.AddRange(["ref float own", "int part", "Meeting meeting"]);
        code.Line("public static void Predict(");
        using (code.Indent())
            foreach (var line in model.Positions is null ? [string.Join(", ", parameters)] : KernelText.Joined("", parameters, "").Trim('\n').Split('\n'))
                code.Line(line.Trim() + (line.EndsWith(",", StringComparison.Ordinal) ? "" : ")"));
        using (code.Block())
        {
            if (IsTogether(inference)) code.Line($"// Threads that share a {(model.Positions is null ? "sample" : "call")} do a part of each kernel, in memory of their own where it says so, and meet in front of it.");
            writer.WriteSamples(code, phase, _ => null, copies =>
            {
                if (!inputs.Any(IsCopied)) return;
                var firstThread = IsTogether(inference) ? copies.Block("if (meeting.IsFirst(part))") : null;
                foreach (var input in inputs.Where(IsCopied))
                    copies.Line($"Copy(ref {Caller(input)}, ref {inference.Names[input.Value]}, {Rows(input.Value)} * {input.RowLength});");
                firstThread?.Dispose();
            });
            foreach (var output in outputs.Where(IsCopied))
                code.Line((IsTogether(inference) ? "if (meeting.IsFirst(part)) " : "") + $"Copy(ref {inference.Names[output.Value]}, ref {Caller(output)}, {Rows(output.Value)} * {output.RowLength});");
            var places = new PlaceText(inference.Buffers, storages);
            foreach (var next in inference.Graph.Outputs.Where(output => output.Kind == OutputKind.State))
                code.Line((IsTogether(inference) ? "if (meeting.IsFirst(part)) " : "") + $"Copy(ref {inference.Names[next.Value]}, {places.Start(next.Of!, $"{places.Offset(next.Of!)}", "first")}, samples * {next.Value.Shape.Length});");
        }
    }

    private string Rows(Value value) => model.Positions is null || value.IsTimed ? "count" : "samples";

    private bool IsCopied(Column column) => inference.Buffers[column.Value].Place != Place.Caller;

    // A column that is copied has its own name for the copy.
    private string Caller(Column column) => inference.Names[column.Value] + (IsCopied(column) ? "Span" : "");
}
