using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Compiler.Weights;
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

        var weights = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(WeightFile.Extension, StringComparison.Ordinal))
            .Select(static (file, cancellation) => WeightFileReader.Read(file.GetText(cancellation)?.ToString() ?? "")).WithTrackingName("Weights")
            .Collect();

        var models = declarations
            .SelectMany((read, _) => read.Models.ToArray()).WithTrackingName("Model")
            .Combine(weights)
            .Select(static (pair, _) => (Model: pair.Left, Weights: Named(pair.Left, pair.Right))).WithTrackingName("WeightsOfModel")
            .Select(static (pair, cancellation) => Compile(pair.Model, pair.Weights, cancellation)).WithTrackingName("Compile");
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            foreach (var file in model.Files)
                output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
        });

        var wantsCosts = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue("build_property.ModelGenCostReport", out var report) && report.Length > 0);
        context.RegisterSourceOutput(models.Combine(wantsCosts), static (output, pair) =>
        {
            if (pair is { Left.Costs: { } costs, Right: true })
                output.AddSource(costs.HintName, SourceText.From(costs.Text, Encoding.UTF8));
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

    private static WeightFile? Named(ModelDeclaration model, ImmutableArray<WeightFile> files) =>
        model.Weights is { } wanted ? files.FirstOrDefault(file => file.IsCalled(wanted.Path)) : null;

    private static CompiledModel Compile(ModelDeclaration model, WeightFile? weights, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var compiled = Pipeline.Compile(model, weights);
            return model.IsPartial ? compiled : compiled with { Files = [] };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var diagnostic = new ModelDiagnostic("MG0015", $"The model '{model.Name}' could not be compiled: {exception.GetType().Name}: {exception.Message}", model.Mark);
            return new CompiledModel(model.FullName, [], model.Diagnostics.Append(diagnostic).ToArray());
        }
    }
}
