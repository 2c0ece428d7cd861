namespace ModelGen.Compiler.Language;

/// <summary>What the binder has to know of the evaluator's own functions.</summary>
public static class Intrinsic
{
    /// <summary>Whether a member of <c>Math</c> or <c>MathF</c> can be evaluated.</summary>
    public static bool IsMath(string name) => Interpreter.KnowsMath(name);
}
