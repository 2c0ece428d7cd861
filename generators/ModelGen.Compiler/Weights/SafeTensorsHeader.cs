namespace ModelGen.Compiler.Weights;

/// <summary>
/// The header of a safetensors file: <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [from, to]}, …}</c>.
/// </summary>
internal static class SafeTensorsHeader
{
    /// <exception cref="FormatException">The header is damaged; the message ends a sentence about the file.</exception>
    public static (WeightTensor[] Tensors, (string Key, string Value)[] Metadata) Read(string json, long dataLength)
    {
        if (Json.Parse(json) is not Dictionary<string, object?> header)
            throw new FormatException("has a header that is no JSON object");
        var found = new List<(WeightTensor Tensor, long End)>();
        var metadata = new List<(string Key, string Value)>();
        foreach (var entry in header)
            if (entry.Key == "__metadata__") metadata.AddRange(Metadata(entry.Value));
            else found.Add(Tensor(entry.Key, entry.Value));

        // Every byte belongs to exactly one tensor.
        long end = 0;
        foreach (var (tensor, next) in found.OrderBy(entry => entry.Tensor.Offset).ThenBy(entry => entry.End))
        {
            if (tensor.Offset != end) throw new FormatException($"is damaged: '{tensor.Name}' starts at byte {tensor.Offset} of the data, expected {end}");
            end = next;
        }
        if (end != dataLength) throw new FormatException($"has {dataLength} bytes of data, but its tensors account for {end}");
        return ([.. found.OrderBy(entry => entry.Tensor.Offset).ThenBy(entry => entry.End).Select(entry => entry.Tensor)], [.. metadata]);
    }

    private static IEnumerable<(string Key, string Value)> Metadata(object? value) =>
        value is Dictionary<string, object?> entries && entries.Values.All(text => text is string)
            ? entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, (string)entry.Value!))
            : throw new FormatException("has metadata that is not text");

    private static (WeightTensor Tensor, long End) Tensor(string name, object? value)
    {
        FormatException Mistake(string what) => new($"is damaged: the tensor '{name}' {what}");

        if (value is not Dictionary<string, object?> entry
            || !entry.TryGetValue("dtype", out var type) || type is not string element
            || !entry.TryGetValue("shape", out var axes) || axes is not List<object?> extents
            || !entry.TryGetValue("data_offsets", out var offsets) || offsets is not List<object?> { Count: 2 } range)
            throw Mistake("is not described by dtype, shape and data_offsets");
        if (Size(element) is not { } size) throw Mistake($"has an unknown dtype {element}");
        var shape = new int[extents.Count];
        long elements = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            if (extents[i] is not long extent || extent is < 0 or > int.MaxValue || (extent > 0 && elements > long.MaxValue / 8 / extent))
                throw Mistake("has an impossible shape");
            shape[i] = (int)extent;
            elements *= extent;
        }
        if (range[0] is not long from || range[1] is not long to || from < 0 || to - from != elements * size)
            throw Mistake("does not lie where its shape says");
        return (new WeightTensor(name, element, shape, from), to);
    }

    private static int? Size(string element) => element switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E5M2" or "F8_E4M3" => 1,
        _ => null,
    };
}
