using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Generator.Declaration;
using ModelGen.Generator.Diagnostics;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator;

/// <summary>
/// Compiles every class with <c>[Model]</c>. The steps: gate (has any text changed that models depend on?), read
/// (bind the declarations), compile (each model by itself, cached by its content), and a second line that finds the
/// places of diagnostics in the files as they are now.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var declarations = context.CompilationProvider
            .Select(Gate.Of).WithTrackingName("Gate")
            .Select(Declarations.Read).WithTrackingName("Read");

        var models = declarations
            .SelectMany((read, _) => read.Models.ToArray()).WithTrackingName("Model")
            .Select(Compile).WithTrackingName("Compile");
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            foreach (var file in model.Files)
                output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
        });

        var layers = declarations.Select(static (read, _) => read.LayerSources).WithTrackingName("Layers");
        context.RegisterSourceOutput(layers, static (output, text) =>
        {
            if (text is not null)
                output.AddSource("ModelGen.LayerSources.g.cs", SourceText.From(text, Encoding.UTF8));
        });

        var mistakes = models.Collect()
            .Select(static (all, _) => new EquatableArray<ModelDiagnostic>([.. all.SelectMany(model => model.Diagnostics)])).WithTrackingName("Mistakes");
        var located = mistakes.Combine(context.CompilationProvider)
            .Select(static (pair, _) => LocatedDiagnostic.Locate(pair.Left, pair.Right)).WithTrackingName("Locate");
        context.RegisterSourceOutput(located, static (output, diagnostics) =>
        {
            foreach (var diagnostic in diagnostics)
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
        });
    }

    private static CompiledModel Compile(ModelDeclaration model, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var compiled = Pipeline.Compile(model);
            return model.IsPartial ? compiled : compiled with { Files = [] };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var diagnostic = new ModelDiagnostic("MG0015", $"The model '{model.Name}' could not be compiled: {exception.GetType().Name}: {exception.Message}", model.Mark);
            return new CompiledModel(model.FullName, [], model.Diagnostics.Append(diagnostic).ToArray());
        }
    }
}
