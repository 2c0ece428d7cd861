namespace ModelGen;

/// <summary>
/// A GPU is missing, lost, out of memory, or cannot run a kernel. The message says which and what was asked for.
/// Memory of the host, a model's weights among it, is unchanged.
/// </summary>
public sealed class GpuException : Exception
{
    internal GpuException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
