namespace ModelGen;

/// <summary>
/// What a model may take on a small machine. Exceeding it is an error of the build (MG0304) that names what takes most; a
/// budget that the fastest code exceeds is met, where that can be done, by results that take the place of operands, by
/// fewer samples at a time, by convolutions without Winograd's algorithm, and by computing again what is used late instead of
/// keeping it; what is predicted stays the same, but for the rounding of these convolutions.
/// <c>Summary</c> and the constant <c>PredictionBytes</c> say what a prediction takes. The memory of training is not counted.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>
    /// The most memory for weights and for what one prediction works in, such as <c>64 KB</c> or <c>1.5 MB</c>; a KB has
    /// 1,024 bytes. Null for any amount.
    /// </summary>
    public string? Ram { get; set; }
}
