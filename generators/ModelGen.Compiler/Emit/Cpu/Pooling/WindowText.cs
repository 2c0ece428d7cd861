namespace ModelGen.Compiler.Emit;

/// <summary>What is known of a window that may reach over the border of the image.</summary>
/// <param name="First">The number of its first element inside.</param>
/// <param name="Count">How many of its elements are inside.</param>
internal sealed record Clipped(string First, string Count);

/// <summary>Writes something for each element of a window: its number in the window and its offset in the image.</summary>
internal delegate void Elements(CodeWriter code, Action<CodeWriter, string, string> visit);

/// <summary>The window that a <see cref="PoolingKernel"/> writes about.</summary>
/// <param name="place">The vector of channels.</param>
/// <param name="locals">The names in use.</param>
/// <param name="rows">Where each operand has the window, or its image.</param>
/// <param name="elements">The elements of the window.</param>
/// <param name="clipped">Null if all windows lie inside.</param>
internal sealed class WindowText(
    VectorPlace place, LoopLocals locals, IReadOnlyList<string> rows, Elements elements, Clipped? clipped)
{
    public VectorPlace Place => place;

    public Clipped? Clipped => clipped;

    public Elements Elements => elements;

    public string Local(string name) => locals.Take(name);

    /// <summary>The statement that stores a vector of small integers as bytes.</summary>
    public string StoreBytes(int operand, string value) => place.Rest is null
        ? $"{value}.StoreBytes(ref {rows[operand]}, {place.Index});"
        : $"Lanes.StoreBytes({value}, ref {rows[operand]}, {place.Index}, {place.Rest});";

    /// <summary>A vector of bytes as floats; reads on behind them.</summary>
    public string LoadBytes(int operand) => $"TVector.LoadBytes(ref {rows[operand]}, {place.Index})";
}
