namespace ModelGen.Compiler.Language;

/// <summary>Runs a declaration symbolically: numbers and text are known, tensors become nodes of a graph.</summary>
public static class Evaluator
{
    /// <summary>The graph of a model in one mode; with <paramref name="withLoss"/> also the loss per sample.</summary>
    /// <remarks>Mistakes in the declaration are diagnostics of the result, never exceptions.</remarks>
    public static Evaluated Evaluate(ModelDeclaration declaration, Mode mode, bool withLoss) =>
        new ModelEvaluation(declaration, mode, withLoss).Run();
}
