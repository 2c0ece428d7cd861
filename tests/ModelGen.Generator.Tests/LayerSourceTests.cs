using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Tests;

/// <summary>Layers reach the projects that reference their assembly.</summary>
public class LayerSourceTests
{
    private const string Library = """
        namespace Lib;

        public static class LibraryLayers
        {
            static readonly int[] Widths = [8, 6];

            public static Tensor Tower(this Tensor x, int units, string? name = null)
            {
                foreach (var width in Widths)
                    x = Wide(x, width);
                return x.Dense(units);
            }

            static Tensor Wide(Tensor x, int width) => x.Dense(width, Activation.Relu);
        }

        public sealed class TowerAttribute(int units) : LayerAttribute { public int Units => units; }
        """;

    private const string Consumer = """
        using Lib;

        [Model(Loss = Losses.MeanSquaredError)]
        public partial class Net
        {
            static Tensor Forward([Input(4)] Tensor x) => x.Tower(2);
        }
        """;

    [Fact]
    public void FromACompiledAssembly()
    {
        using var image = new MemoryStream();
        var emitted = Generated().Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        Clean(MetadataReference.CreateFromImage(image.ToArray()));
    }

    [Fact]
    public void FromAReferenceAssembly()
    {
        using var image = new MemoryStream();
        var options = new Microsoft.CodeAnalysis.Emit.EmitOptions(metadataOnly: true, includePrivateMembers: false);
        Assert.True(Generated().Emit(image, options: options).Success);
        Clean(MetadataReference.CreateFromImage(image.ToArray()));
    }

    /// <summary>As an editor does: the syntax trees are there, and are not ours to bind.</summary>
    [Fact]
    public void FromAProjectReference() => Clean(Generated().ToMetadataReference());

    [Fact]
    public void MistakesInALibraryLayerAreShownAtItsCall()
    {
        var diagnostic = Assert.Single(Run(Generated().ToMetadataReference(), Consumer.Replace("Tower(2)", "Tower(0)")).Diagnostics);
        Assert.Equal("Tower(0)", diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void WithoutTheSourceTheCallIsRefused()
    {
        var plain = GeneratorHarness.Compilation("lib", [], Library);
        var diagnostic = Assert.Single(Run(plain.ToMetadataReference(), Consumer).Diagnostics);
        Assert.Equal("MG0008", diagnostic.Id);
        Assert.Contains("does not publish it", diagnostic.GetMessage());
    }

    private static Compilation Generated()
    {
        GeneratorHarness.Driver().RunGeneratorsAndUpdateCompilation(GeneratorHarness.Compilation("lib", [], Library), out var library, out var diagnostics);
        Assert.Empty(diagnostics);
        return library;
    }

    private static void Clean(MetadataReference library)
    {
        var result = Run(library, Consumer);
        Assert.Empty(result.Diagnostics);
        Assert.NotEmpty(result.GeneratedSources);
    }

    private static GeneratorRunResult Run(MetadataReference library, string source)
    {
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation("app", [library], source)).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }
}
