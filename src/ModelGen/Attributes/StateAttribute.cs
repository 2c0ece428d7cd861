namespace ModelGen;

/// <summary>
/// A parameter of <c>Forward</c> that a session remembers from one call to the next; 0 at the start, and at the start of
/// every sample in <c>Predict</c> and in training. <c>Forward</c> returns its next value as the item of the same name of
/// a tuple: <c>static (Tensor output, Tensor hidden) Forward([Input(8)] Tensor frame, [State(32)] Tensor hidden)</c>.
/// </summary>
/// <param name="shape">Its extents without the batch axis; none for a single number per sample.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class StateAttribute(params int[] shape) : Attribute
{
    /// <summary>The extents without the batch axis.</summary>
    public int[] Shape { get; } = shape;
}
