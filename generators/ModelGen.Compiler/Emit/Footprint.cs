using ModelGen.Compiler.Language;
using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>What a model takes of memory to predict, in bytes: its weights as they are stored, and all that one call works in.</summary>
public sealed class Footprint
{
    // A block of floats has room to start on a cache line and to be read past its end.
    private const int BlockSlack = 16 + 64;

    private const int Named = 4;

    private readonly List<(string Name, long Bytes, string Kind)> parts = [];

    public Footprint(EmissionModel model, ParameterTable table, StoragePlan storages, CpuProgram inference)
    {
        var buffers = inference.Buffers;
        var shared = ForwardFile.PreparesAnything(inference) ? buffers.SharedLength + BlockSlack : 0;
        Weights = 4L * (table.BlockLength + BlockSlack);
        Workspace = 4L * (buffers.ScratchLength + (ModelFile.Stacks(model, inference) ? ModelFile.StackSlack(inference) : BlockSlack) + shared + (model.Positions?.Sequences ?? 0) * inference.StateLength);
        foreach (var layer in table.Entries.GroupBy(entry => LayerOf(entry.Info.Name, model.Layers), StringComparer.Ordinal))
            parts.Add((layer.Key, 4L * layer.Sum(entry => entry.Storage.Length), "of weights"));
        foreach (var place in new[] { Place.Shared, Place.Chunk, Place.Sample })
            foreach (var (value, _) in buffers.In(place))
                parts.Add((value.Name ?? inference.Names[value], 4L * Floats(value, place, storages, buffers), "to work in"));
    }

    public long Weights { get; }

    public long Workspace { get; }

    public long Total => Weights + Workspace;

    /// <summary>The layers and results that take most.</summary>
    public string Largest => string.Join(", ", parts.OrderByDescending(part => part.Bytes).ThenBy(part => part.Name, StringComparer.Ordinal)
        .Take(Named).Select(part => $"{part.Name} {ByteCount.Text(part.Bytes)} {part.Kind}"));

    /// <summary>The mistake of a declaration whose budget this exceeds; null if it is within it, or has none.</summary>
    public ModelDiagnostic? Excess(ModelDeclaration declaration) => declaration.Budget is not { } budget || Total <= budget.Ram ? null
        : new ModelDiagnostic("MG0304", $"'{declaration.Name}' takes {ByteCount.Text(Total)} of memory, more than its budget of {ByteCount.Text(budget.Ram)}: {ByteCount.Text(Weights)} of weights, {ByteCount.Text(Workspace)} to work in. Most take {Largest}.", budget.Mark);

    private static long Floats(Value value, Place place, StoragePlan storages, BufferPlan buffers) =>
        place == Place.Shared ? storages[value].Length : (long)storages.SampleFloats(value) * (place == Place.Chunk ? buffers.ChunkSamples : 1);

    // conv1 of conv1.weight; the layers of the model itself, however deep the name.
    private static string LayerOf(string parameter, IReadOnlyList<LayerRow> layers) =>
        layers.FirstOrDefault(layer => parameter.StartsWith(layer.Name + ".", StringComparison.Ordinal))?.Name ?? parameter;
}
