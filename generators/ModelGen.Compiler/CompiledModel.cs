using ModelGen.Compiler.Language;

namespace ModelGen.Compiler;

/// <summary>What the compiler makes of one declaration; compares by content.</summary>
/// <param name="FullName">The model's, unique in the compilation.</param>
/// <param name="Files">The generated C#.</param>
/// <param name="Diagnostics">Mistakes and hints, at the model's own marks.</param>
public sealed record CompiledModel(
    string FullName,
    EquatableArray<GeneratedFile> Files,
    EquatableArray<ModelDiagnostic> Diagnostics)
{
    /// <summary>What each layer costs, for a report that the project may ask for; null with a mistake.</summary>
    public GeneratedFile? Costs { get; init; }
}

/// <param name="HintName">Fully qualified, such as <c>Zoo.FashionCnn.Forward.g.cs</c>.</param>
/// <param name="Text">C#, with LF line ends.</param>
public sealed record GeneratedFile(string HintName, string Text);
