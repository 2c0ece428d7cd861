using ModelGen.Compiler.Language;

namespace ModelGen.Compiler;

/// <summary>The table of contents of the compiler: every stage, in order.</summary>
public static class Pipeline
{
    public static CompiledModel Compile(ModelDeclaration declaration)
    {
        var inference = Evaluator.Evaluate(declaration, Mode.Inference, withLoss: false);
        return new CompiledModel(declaration.FullName, [], declaration.Diagnostics.Concat(inference.Diagnostics).Distinct().ToArray());
    }
}
