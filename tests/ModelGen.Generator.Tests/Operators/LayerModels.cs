using System.Reflection;
using ModelGen.Compiler.Language;
using ModelGen.Generator.Declaration;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>All layer cases declared, generated and compiled once.</summary>
public sealed class LayerModels
{
    private static readonly string Source = string.Concat(LayerCase.All.Select(layer => layer.Declare()));

    private readonly Assembly assembly = InMemory.Build(Source);

    public Dictionary<string, ModelDeclaration> Declarations { get; } = Declaration.Declarations
        .Read(Gate.Of(InMemory.Compile(Source), default), default).Models.ToDictionary(model => model.Name);

    public IModel Create(string name) => (IModel)Activator.CreateInstance(assembly.GetType(name)!, 0)!;
}
