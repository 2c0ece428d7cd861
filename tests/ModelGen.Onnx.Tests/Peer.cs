using Microsoft.ML.OnnxRuntime;

namespace ModelGen.Onnx.Tests;

/// <summary>A model's exported file in ONNX Runtime.</summary>
internal sealed class Peer : IDisposable
{
    private readonly InferenceSession session;

    public Peer(IModel model)
    {
        using var file = new MemoryStream();
        model.ExportOnnx(file);
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        session = new InferenceSession(file.ToArray(), options);
    }

    public IReadOnlyList<string> Inputs => session.InputNames;

    public IReadOnlyList<string> Outputs => session.OutputNames;

    public static (string, OrtValue) Reals(string name, float[] values, params long[] extents) =>
        (name, OrtValue.CreateTensorValueFromMemory(values, extents));

    public static (string, OrtValue) Indices(string name, int[] values, params long[] extents) =>
        (name, OrtValue.CreateTensorValueFromMemory(values, extents));

    /// <summary>The outputs in order.</summary>
    public float[][] Run(params (string Name, OrtValue Value)[] inputs)
    {
        using var options = new RunOptions();
        using var results = session.Run(options, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], session.OutputNames);
        foreach (var (_, value) in inputs) value.Dispose();
        return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
    }

    /// <summary>The outputs for a batch, each sample's one behind the other as <see cref="IModel.Predict"/> gives them.</summary>
    public float[] Predict(IModel model, Batch batch)
    {
        var columns = model.Info.InputColumns;
        var outputs = Run([.. columns.Select((column, i) =>
        {
            // Dynamic axes are as long as declared here: N first, then a time axis at its limit.
            var extents = session.InputMetadata[column.Name].Dimensions.Select(extent => (long)extent).ToArray();
            var known = extents.Where(extent => extent > 0).Aggregate(1L, (product, extent) => product * extent);
            for (var axis = 0; axis < extents.Length; axis++)
                if (extents[axis] < 0) extents[axis] = axis == 0 ? batch.Count : column.Length / known;
            return column.ElementType == ElementType.Index
                ? Indices(column.Name, batch.Indices(i).ToArray(), extents)
                : Reals(column.Name, batch.Reals(i).ToArray(), extents);
        })]);
        return outputs.Length == 1 ? outputs[0]
            : [.. Enumerable.Range(0, batch.Count).SelectMany(sample => outputs.SelectMany(output =>
                output.Skip(sample * (output.Length / batch.Count)).Take(output.Length / batch.Count)))];
    }

    public void Dispose() => session.Dispose();
}
