namespace ModelGen.Compiler.Emit;

/// <summary>Where values lie, as C#.</summary>
internal sealed class PlaceText(BufferPlan buffers, StoragePlan storages)
{
    /// <summary>The offset of a value from the start of its block of memory.</summary>
    public int Offset(Value value)
    {
        var (place, offset) = buffers[value];
        return place switch
        {
            Place.Chunk => offset * buffers.ChunkSamples,
            Place.Sample => buffers.ChunkLength * buffers.ChunkSamples + offset,
            _ => offset,
        };
    }

    /// <summary>A reference to a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="offset">Its <see cref="Offset"/> as C#.</param>
    /// <param name="sample">The first sample in work; null for that of the whole batch.</param>
    /// <param name="atSample">Whether sample <c>s</c> of a chunk is meant.</param>
    public string Start(Value value, string offset, string? sample, bool atSample = false)
    {
        var place = buffers[value].Place;
        var length = value.Shape.Length;
        var start = place switch
        {
            Place.Shared => $"ref At(ref shared, {offset})",
            Place.State => $"ref At(ref state, {(offset.Contains(' ') ? $"({offset})" : offset)} * capacity)",
            Place.Batch => $"ref At(ref batch, {(offset.Contains(' ') ? $"({offset})" : offset)} * capacity)",
            _ => $"ref At(ref scratch, {offset})",
        };
        start = value.Type.Element switch
        {
            ElementType.Byte => $"ref Bytes({start})",
            ElementType.Index => $"ref Integers({start})",
            _ => Numbers(value, start),
        };
        return place switch
        {
            Place.Batch or Place.State when sample is not null => $"ref At({start}, {sample} * {length})",
            Place.Chunk when atSample => $"ref At({start}, s * {length})",
            _ => start,
        };
    }

    /// <summary>A reference to memory of floats as one to the numbers of a value.</summary>
    public string Numbers(Value value, string start) => storages.FormatOf(value) switch
    {
        NumberFormat.BFloat16 => $"ref Halves({start})",
        NumberFormat.Int8 => $"ref SignedBytes({start})",
        _ => start,
    };

    /// <summary>The comment behind a value's place: its type, how it is stored, what is to be said of it.</summary>
    public string Describe(Value value, string? note)
    {
        var stored = value.IsBatched || storages[value] with { Format = NumberFormat.Float32 } == ParameterStorage.Dense(value.Shape) ? "" : " " + Stored(storages[value]);
        var format = storages.FormatOf(value) switch { NumberFormat.BFloat16 => " bfloat16", NumberFormat.Int8 => " int8", _ => "" };
        return $"{value.Type}{format}{stored}{(note is null ? "" : "  " + note)}";
    }

    private static string Stored(ParameterStorage storage) => storage.PanelCount == 1
        ? $"stored ({storage.Rows}, {storage.Width(0)})"
        : $"stored in {storage.PanelCount} panels of {storage.PanelWidth} columns";
}
