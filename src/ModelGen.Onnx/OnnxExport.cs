using Google.Protobuf;
using ModelGen.Onnx;
using Onnx;

namespace ModelGen;

/// <summary>Writes models as ONNX files, for ONNX Runtime and whatever else reads them.</summary>
public static class OnnxExport
{
    /// <summary>The operator set that files need: 20 (ONNX 1.15, of 2023).</summary>
    public const int OperatorSet = 20;

    private const int FormatVersion = 9;       // IR version 9 came with operator set 20

    /// <summary>
    /// Writes the prediction of a model with its parameters as they are now. Inputs and outputs are those of
    /// <c>Predict</c>, by the names of the declaration and in its layouts (images channels-last, indices as int32), with the
    /// samples as first axis <c>N</c> of any length, and a time axis declared by <c>UpTo</c> as <c>T</c>. Each state of a
    /// model is an input of its name, 0 before the first call, and an output <c>name.next</c>. Parameters stand in the file by
    /// their names in PyTorch's layouts.
    /// </summary>
    /// <param name="model">The model. It needs a description of its graph, which the generator adds where ModelGen.Onnx is
    /// referenced, or <c>[Model(Describe = true)]</c> asks for it.</param>
    /// <param name="path">The file; if it exists, it is replaced at once when the new one is complete.</param>
    /// <exception cref="InvalidOperationException">The model carries no description.</exception>
    /// <exception cref="NotSupportedException">ONNX has no counterpart of an operator; the message names it. Or the file would be
    /// larger than the 2 GiB that the format allows.</exception>
    /// <exception cref="IOException">The file cannot be written; the path holds what it held before.</exception>
    public static void ExportOnnx(this IModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = Describe(model);
        AtomicFile.Write(path, stream => file.WriteTo(stream));
    }

    /// <inheritdoc cref="ExportOnnx(IModel, string)"/>
    /// <param name="model">The model.</param>
    /// <param name="stream">Where the file's bytes go.</param>
    public static void ExportOnnx(this IModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Describe(model).WriteTo(stream);
    }

    private static ModelProto Describe(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var name = model.Info.Name;
        if (model is not IDescribedModel described)
            throw new InvalidOperationException(
                $"{name} carries no description of its graph. Declare it with [Model(Describe = true)], or reference ModelGen.Onnx from the project that declares it.");
        if (4L * model.Info.ParameterCount > int.MaxValue - (1 << 24))
            throw new NotSupportedException($"{name} has {model.Info.ParameterCount:N0} parameters; an ONNX file holds less than 2 GiB.");
        return Model(new GraphReader(name, model.Parameters).Read(described.Graph));
    }

    /// <summary>The bytes of a file with one graph.</summary>
    internal static byte[] Pack(GraphProto graph) => Model(graph).ToByteArray();

    private static ModelProto Model(GraphProto graph) => new()
    {
        IrVersion = FormatVersion,
        ProducerName = "ModelGen",
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OperatorSet } },
        Graph = graph,
    };
}
