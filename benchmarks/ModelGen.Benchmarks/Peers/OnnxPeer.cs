using Microsoft.ML.OnnxRuntime;

namespace ModelGen.Benchmarks.Peers;

/// <summary>A model's exported file in ONNX Runtime, its inputs and output bound once.</summary>
internal sealed class OnnxPeer : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions options = new();
    private readonly List<OrtValue> values = [];
    private readonly float[] output;

    public OnnxPeer(IModel model, int batch, int threads, int outputLength, params (string Name, Array Values, long[] Extents)[] inputs)
    {
        const int room = 1 << 20;     // for the graph; a stream that grows copies all that it has
        using var file = new MemoryStream((int)Math.Min(Array.MaxLength, sizeof(float) * (long)model.Info.ParameterCount + room));
        model.ExportOnnx(file);
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Its fastest: shapes known when the session is made.
        settings.AddFreeDimensionOverrideByName("N", batch);
        if (inputs.Length == 1 && inputs[0].Extents.Length > 1) settings.AddFreeDimensionOverrideByName("T", inputs[0].Extents[1]);
        session = new InferenceSession(file.GetBuffer().AsSpan(0, (int)file.Length).ToArray(), settings);
        binding = session.CreateIoBinding();
        foreach (var (name, data, extents) in inputs) binding.BindInput(name, Keep(data, extents));
        output = new float[outputLength];
        binding.BindOutput(session.OutputNames[0], Keep(output, OutputExtents(batch)));
    }

    /// <summary>The same as a contender.</summary>
    public Contender Contender => new("ONNX Runtime", Run, () => output) { Owned = [this] };

    public void Run() => session.RunWithBinding(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        foreach (var value in values) value.Dispose();
        options.Dispose();
        session.Dispose();
    }

    private long[] OutputExtents(int batch)
    {
        long[] extents = [.. session.OutputMetadata[session.OutputNames[0]].Dimensions.Select(extent => (long)extent)];
        extents[0] = batch;
        var known = extents.Where(extent => extent > 0).Aggregate(1L, (product, extent) => product * extent);
        return [.. extents.Select(extent => extent > 0 ? extent : output.Length / known)];
    }

    private OrtValue Keep(Array data, long[] extents)
    {
        var value = data is int[] indices
            ? OrtValue.CreateTensorValueFromMemory(indices, extents)
            : OrtValue.CreateTensorValueFromMemory((float[])data, extents);
        values.Add(value);
        return value;
    }
}
