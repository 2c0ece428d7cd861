using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using ModelGen.Compiler.Language;

namespace ModelGen.Generator.Declaration;

/// <summary>The layers that referenced assemblies publish in <c>LayerSource</c> attributes.</summary>
internal sealed class LayerSources(Compilation compilation)
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, LayerLibrary> Cache = new();

    private readonly List<LayerLibrary> libraries = [.. compilation.SourceModule.ReferencedAssemblySymbols
        .Where(UsesModelGen)
        .Select(assembly => Cache.GetValue(assembly, key => new LayerLibrary(key)))];

    /// <summary>A published function by its documentation id; null if no assembly has it.</summary>
    /// <exception cref="FormatException">It was written by another version of the language.</exception>
    public Function? Find(string id) => libraries.Select(library => library.Find(id)).FirstOrDefault(function => function is not null);

    private static bool UsesModelGen(IAssemblySymbol assembly) =>
        assembly.Name == "ModelGen" || assembly.Modules.First().ReferencedAssemblies.Any(identity => identity.Name == "ModelGen");

    private sealed class LayerLibrary(IAssemblySymbol assembly)
    {
        private readonly Dictionary<string, Lazy<Function>> functions = Read(assembly);

        public Function? Find(string id) => functions.TryGetValue(id, out var function) ? function.Value : null;

        private static Dictionary<string, Lazy<Function>> Read(IAssemblySymbol assembly)
        {
            var functions = new Dictionary<string, Lazy<Function>>(StringComparer.Ordinal);
            foreach (var attribute in assembly.GetAttributes())
                if (KnownSymbols.IsOurs(attribute.AttributeClass, "LayerSourceAttribute")
                    && attribute.ConstructorArguments is [{ Value: string id }, { Value: string text }])
                    functions[id] = new Lazy<Function>(() => ProgramText.Read(text));
            return functions;
        }
    }
}
