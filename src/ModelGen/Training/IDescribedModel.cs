using System.ComponentModel;

namespace ModelGen;

/// <summary>
/// A model that carries a description of its graph (<see cref="ModelAttribute.Describe"/>). <c>ModelGen.Onnx</c> reads it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IDescribedModel : IModel
{
    /// <summary>The prediction in terms of ONNX: UTF-8, a line for each input, parameter, constant, node and output.</summary>
    ReadOnlySpan<byte> Graph { get; }
}
