using System.ComponentModel;
using System.Reflection;

namespace ModelGen;

/// <summary>
/// Loads the weights that a model carries. What a header says was read and checked when the model was compiled, so that
/// neither a reader of JSON nor names are needed here; the values go the way of <see cref="ParameterSet.Load(ReadOnlySpan{byte}, WeightMap?)"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EmbeddedWeights
{
    /// <summary>Sets parameters from data in the code.</summary>
    public static void Load(ParameterSet parameters, ReadOnlySpan<EmbeddedTensor> tensors, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var tensor in tensors)
            Set(parameters[tensor.Parameter], tensor, data.Slice((int)tensor.Offset, Bytes(parameters, tensor)));
    }

    /// <summary>Sets parameters from a resource of an assembly, one tensor at a time.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="tensors">Where they lie, counted from the start of the data.</param>
    /// <param name="assembly">The model's.</param>
    /// <param name="resource">The name of the resource that holds the file.</param>
    /// <param name="dataLength">Bytes of the data, which is the end of the file.</param>
    /// <exception cref="SafeTensorsException">The resource is missing, or is not the file that the model was compiled with.</exception>
    public static void Load(ParameterSet parameters, ReadOnlySpan<EmbeddedTensor> tensors, Assembly assembly, string resource, long dataLength)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(assembly);
        using var file = assembly.GetManifestResourceStream(resource)
            ?? throw new SafeTensorsException($"The assembly {assembly.GetName().Name} has no resource {resource}.");
        var start = file.Length - dataLength;
        if (start < 0) throw new SafeTensorsException($"The resource {resource} has {file.Length} bytes; expected at least {dataLength}.");
        foreach (var tensor in tensors)
        {
            var bytes = new byte[Bytes(parameters, tensor)];
            file.Position = start + tensor.Offset;
            file.ReadExactly(bytes);
            Set(parameters[tensor.Parameter], tensor, bytes);
        }
    }

    private static int Bytes(ParameterSet parameters, EmbeddedTensor tensor) =>
        checked(parameters[tensor.Parameter].Length * tensor.Element.Size());

    private static void Set(Parameter parameter, EmbeddedTensor tensor, ReadOnlySpan<byte> bytes)
    {
        var values = new float[parameter.Length];
        tensor.Element.ToFloats(bytes, values);
        if (tensor.Adds)
        {
            var sum = parameter.ToArray();
            for (var i = 0; i < values.Length; i++) values[i] += sum[i];
        }
        parameter.CopyFrom(values);
    }
}
