namespace ModelGen.Compiler;

/// <summary>
/// 1 where a relation holds between a and b, else 0. A mask is constant wherever it has a derivative: no gradient
/// flows into its operands.
/// </summary>
public abstract record Comparison : Binary;
