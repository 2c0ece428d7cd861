namespace ModelGen;

/// <summary>
/// A safetensors file is damaged, or its tensors are not those that a model wants. The message names the file, the
/// tensor and what was expected. Whatever was to be loaded is unchanged.
/// </summary>
public sealed class SafeTensorsException : IOException
{
    internal SafeTensorsException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
