using System.Globalization;

namespace ModelGen.Compiler.Emit;

// Where parameters lie, how they start, how they are loaded and saved.
public sealed partial class ModelFile
{
    // Fewer start values are easier to read one by one.
    private const int FewestInLoop = 8;

    // The offsets stand in a column, with the shapes beside them.
    private void WriteTable(CodeWriter code)
    {
        code.Lines($"""
            // All parameters lie in one block of {table.BlockLength.ToString("#,0", CultureInfo.InvariantCulture)} floats; gradients and the optimizer's memory lie in
            // blocks of the same layout. A matrix is stored (inputs, outputs), in panels of columns, so that a register tile
            // reads it from end to end; columns are padded to 16 with zeros.
            """);
        if (table.Entries.Count > 0)
        {
            var width = table.Entries.Max(entry => entry.Constant.Length);
            var digits = table.Entries.Max(entry => entry.Offset.ToString(CultureInfo.InvariantCulture).Length);
            foreach (var entry in table.Entries)
                code.Line($"private const int {entry.Constant.PadRight(width)} = {entry.Offset.ToString(CultureInfo.InvariantCulture).PadLeft(digits)};   // {entry.Info.Shape}{Stored(entry)}");
        }
        code.Line($"private const int BlockLength = {table.BlockLength};").Line();

        code.Line("/// <summary>The parameters in the names, shapes and order of other frameworks.</summary>");
        code.Line("private static readonly Parameter[] ParameterLayout =");
        code.Line("[");
        using (code.Indent())
            foreach (var entry in table.Entries)
                code.Line(ParameterText.Stored(entry));
        code.Line("];").Line();
    }

    private static string Stored(ParameterEntry entry) => entry.Storage.Format switch
    {
        NumberFormat.BFloat16 => " as bfloat16",
        NumberFormat.Int8 => " as int8, a scale for each column behind",
        _ => "",
    };

    private void WriteConstruction(CodeWriter code)
    {
        var name = model.Declaration.Name;
        code.Lines($"""
            private readonly AlignedBlock parameters = new(BlockLength);
            """);
        if (!UsesStack) code.Line($"private readonly ScratchPool spare = new({inference.Buffers.ScratchLength + (model.Positions?.Sequences ?? 0) * inference.StateLength});");
        if (HasPrepare)
            code.Lines($"""
                private readonly AlignedBlock shared = new({inference.Buffers.SharedLength});
                private readonly System.Threading.Lock preparing = new();
                private long preparedVersion = -1;
                """);
        code.Line();
        var starts = table.Entries.Any(entry => entry.Info.Initializer != Initializer.Zeros);
        code.Lines($"/// <summary>A model with random weights, the same for the same seed.</summary>\npublic {name}(int seed = 0){(starts ? " : this((int?)seed) { }" : $" => Parameters = {NewParameters(model)};")}");
        if (starts)
        {
            code.Line();
            code.Line("// Without a seed they are all 0, for a file to be read into them.");
            code.Line($"private {name}(int? start)");
            using (code.Block())
            {
                code.Line($"Parameters = {NewParameters(model)};");
                code.Line("if (start is not { } seed) return;");
                WriteStart(code);
            }
        }
        code.Line();
        code.Lines($"""
            /// <inheritdoc/>
            public ParameterSet Parameters {"{ get; }"}

            /// <summary>A model with the weights of a safetensors file.</summary>
            /// <exception cref="SafeTensorsException">The file is damaged, or its tensors do not fit the model.</exception>
            public static {name} Load(string path, WeightMap? map = null)
            """);
        WriteLoad(code, "path, map", starts);
        code.Lines("/// <inheritdoc cref=\"Load(string, WeightMap?)\"/>");
        code.Line($"public static {name} Load(System.IO.Stream stream, WeightMap? map = null)");
        WriteLoad(code, "stream, map", starts);
        code.Lines("/// <inheritdoc cref=\"Load(string, WeightMap?)\"/>");
        code.Line($"public static {name} Load(ReadOnlySpan<byte> file, WeightMap? map = null)");
        WriteLoad(code, "file, map", starts);
        code.Lines("""
            /// <summary>Writes the weights as safetensors, all or nothing.</summary>
            public void Save(string path) => Parameters.Save(path);

            """);
    }

    // Zeros are there already. What starts alike is one loop, where it is much.
    private void WriteStart(CodeWriter code)
    {
        var alike = table.Entries.Select((entry, index) => (entry.Info, Index: index)).Where(entry => entry.Info.Initializer != Initializer.Zeros)
            .GroupBy(entry => Initialization(entry.Info), StringComparer.Ordinal);
        foreach (var group in alike.Select(group => group.ToList()))
        {
            var call = Initialization(group[0].Info);
            if (group.Count < FewestInLoop)
            {
                foreach (var (info, index) in group) code.Line($"Parameters[{index}].{call};   // {info.Name}");
                continue;
            }
            code.Line($"// {group[0].Info.Name} to {group[group.Count - 1].Info.Name}");
            code.Lines(KernelText.Joined("foreach (var index in (ReadOnlySpan<int>)[", [.. group.Select(entry => $"{entry.Index}")], "])"));
            using (code.Indent()) code.Line($"Parameters[index].{call};");
        }
    }

    /// <summary>The set of parameters, which says in saved weights what it belongs to.</summary>
    public static string NewParameters(EmissionModel model) =>
        $"new ParameterSet(ParameterLayout, parameters) {{ Model = {CodeWriter.Quote(model.Fingerprint)} }}";

    // What a map lets a file lack keeps its random start.
    private void WriteLoad(CodeWriter code, string arguments, bool starts)
    {
        using (code.Block())
            code.Lines($"""
                var model = new {model.Declaration.Name}({(starts ? "map is null ? null : 0" : "")});
                model.Parameters.Load({arguments});
                return model;
                """);
        code.Line();
    }

    private static string Initialization(ParameterInfo info) => info.Initializer switch
    {
        Initializer.Ones => "Fill(1)",
        Initializer.Constant => $"Fill({CodeWriter.Literal(info.Scale)})",
        Initializer.GlorotUniform => $"GlorotUniform(seed, fanIn: {info.FanIn}, fanOut: {info.FanOut})",
        Initializer.HeUniform => $"HeUniform(seed, fanIn: {info.FanIn})",
        Initializer.Orthogonal => "Orthogonal(seed)",
        Initializer.Normal => $"Normal(seed, {CodeWriter.Literal(info.Scale)})",
        _ => "Fill(0)",
    };
}
