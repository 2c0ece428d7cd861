namespace ModelGen;

/// <summary>
/// Weights that a model carries in its assembly: it gets a method <c>Pretrained()</c> that makes a model with them and
/// reads no file. The file is an item of the project, <c>&lt;ModelGenWeights Include="net.safetensors" /&gt;</c>; that it is
/// there and fits the model is checked while the project builds.
/// </summary>
/// <param name="path">A safetensors file in the names and layouts that <c>Save</c> writes, relative to the project.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WeightsAttribute(string path) : Attribute
{
    /// <summary>The safetensors file, relative to the project.</summary>
    public string Path { get; } = path;
}
