namespace ModelGen;

public sealed partial class ParameterSet
{
    private const string TrackedBatches = "num_batches_tracked", InputBias = ".bias_ih", HiddenBias = ".bias_hh";
    private const int ReportedProblems = 10;

    /// <summary>
    /// Reads all parameters from a safetensors file, such as a PyTorch <c>state_dict</c>: tensors are found by name and
    /// must have the parameters' shapes; F64, F16 and BF16 are converted.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="map">What to do where names or layouts differ; null if they do not.</param>
    /// <exception cref="SafeTensorsException">
    /// The file is damaged, or a tensor is missing, left over or of the wrong shape; no parameter is changed then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Load(string path, WeightMap? map = null) => Load(SafeTensors.Read(path), map);

    /// <inheritdoc cref="Load(string, WeightMap?)"/>
    /// <param name="stream">The file's content, from the stream's position to its end.</param>
    /// <param name="map">What to do where names or layouts differ; null if they do not.</param>
    public void Load(Stream stream, WeightMap? map = null) => Load(SafeTensors.Read(stream), map);

    /// <inheritdoc cref="Load(string, WeightMap?)"/>
    /// <param name="file">The file's content.</param>
    /// <param name="map">What to do where names or layouts differ; null if they do not.</param>
    public void Load(ReadOnlySpan<byte> file, WeightMap? map = null) => Load(SafeTensors.Read(file.ToArray()), map);

    /// <inheritdoc cref="Load(string, WeightMap?)"/>
    /// <param name="file">The file, already read.</param>
    /// <param name="map">What to do where names or layouts differ; null if they do not.</param>
    public void Load(SafeTensors file, WeightMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        map ??= new WeightMap();
        var problems = new List<string>();
        var named = new HashSet<Parameter>();
        var sources = Match(file, map, problems, named);
        foreach (var parameter in parameters)
            if (!named.Contains(parameter) && !map.MayLack(parameter.Name))
                problems.Add($"'{parameter.Name}' is missing; expected ({string.Join(", ", parameter.Shape)})");
        if (problems.Count > 0)
            throw new SafeTensorsException(
                $"{file.Source} does not fit the model: {string.Join("; ", problems.GetRange(0, Math.Min(problems.Count, ReportedProblems)))}"
                + (problems.Count > ReportedProblems ? $"; and {problems.Count - ReportedProblems} more." : "."));

        // All values are there before the first is written.
        var values = new List<(Parameter Parameter, float[] Values)>(sources.Count);
        foreach (var (parameter, piece) in sources) values.Add((parameter, piece.Values()));
        foreach (var (parameter, source) in values) parameter.CopyFrom(source);
    }

    /// <summary>Writes all parameters as safetensors, in PyTorch's layouts, all or nothing.</summary>
    /// <param name="path">The file; if it exists, it is replaced at once when the new one is complete.</param>
    /// <exception cref="IOException">The file cannot be written; the path holds what it held before.</exception>
    public void Save(string path) => Writer().Save(path);

    /// <inheritdoc cref="Save(string)"/>
    /// <param name="path">The file; if it exists, it is replaced at once when the new one is complete.</param>
    /// <param name="metadata">Text to keep in the file beside the parameters, by keys of one's own.</param>
    public void Save(string path, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var writer = Writer();
        foreach (var (key, value) in metadata)
            writer.Metadata[key] = value;
        writer.Save(path);
    }

    /// <summary>Writes all parameters as safetensors, in PyTorch's layouts.</summary>
    public void Save(Stream stream) => Writer().Save(stream);

    private SafeTensorsWriter Writer()
    {
        var writer = new SafeTensorsWriter();
        writer.Metadata["format"] = "pt";        // what other readers want to see for PyTorch's layouts
        if (Model is not null) writer.Metadata["modelgen.model"] = Model;
        foreach (var parameter in parameters)
            writer.Add(parameter.Name, [.. parameter.Shape], parameter.ToArray());
        return writer;
    }

    private Dictionary<Parameter, WeightPiece> Match(SafeTensors file, WeightMap map, List<string> problems, HashSet<Parameter> named)
    {
        var sources = new Dictionary<Parameter, WeightPiece>();
        var secondBiases = new List<(Parameter Parameter, WeightPiece Piece)>();
        foreach (var tensor in file)
        {
            foreach (var piece in map.Apply(WeightPiece.Of(tensor)))
            {
                if (TryGet(piece.Name, out var parameter))
                {
                    named.Add(parameter);
                    if (Fits(piece, parameter, problems) && !sources.TryAdd(parameter, piece))
                        problems.Add($"'{sources[parameter].Source.Name}' and '{piece.Source.Name}' both are '{parameter.Name}'");
                }
                else if (TryGet(piece.Name.Replace(HiddenBias, InputBias, StringComparison.Ordinal), out parameter))
                {
                    if (Fits(piece, parameter, problems)) secondBiases.Add((parameter, piece));
                }
                else if (!piece.Name.EndsWith(TrackedBatches, StringComparison.Ordinal))
                {
                    problems.Add($"'{piece.Name}' ({string.Join(", ", piece.Shape)}) is no parameter of the model; "
                        + $"WeightMap.Ignore(\"{piece.Name}\") leaves it out");
                }
            }
        }
        foreach (var (parameter, piece) in secondBiases)
            if (sources.TryGetValue(parameter, out var first)) sources[parameter] = first.Plus(piece);
        return sources;
    }

    private static bool Fits(WeightPiece piece, Parameter parameter, List<string> problems)
    {
        if (!piece.Source.HoldsFloats)
            problems.Add($"'{piece.Name}' is {piece.Source.Element}; expected F32, F64, F16 or BF16");
        else if (!parameter.HasShape(piece.Shape))
            problems.Add($"'{piece.Name}' is ({string.Join(", ", piece.Shape)}); expected ({string.Join(", ", parameter.Shape)})");
        else
            return true;
        return false;
    }
}
