using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <param name="Function">The function as the evaluator runs it.</param>
/// <param name="Diagnostics">What in it cannot be evaluated.</param>
/// <param name="IsBroken">Whether the C# compiler has something to say about it, so that nothing more need be said.</param>
internal sealed record BoundFunction(Function Function, IReadOnlyList<ModelDiagnostic> Diagnostics, bool IsBroken)
{
    /// <summary>The ids of the functions that it calls, in order of first use.</summary>
    public IReadOnlyList<string> Calls { get; } = [.. FindCalls(Function).Distinct()];

    private static IEnumerable<string> FindCalls(Function function) => SyntaxWalk.Descendants(function)
        .Select(node => node switch
        {
            CallFunction call => call.Id,
            FunctionReference reference => reference.Id,
            _ => null,
        })
        .OfType<string>();
}
