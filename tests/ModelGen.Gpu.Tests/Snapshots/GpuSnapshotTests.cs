using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Generator;
using ModelGen.Generator.Tests.Snapshots;

namespace ModelGen.Tests;

/// <summary>
/// Generated kernels as a reviewer sees them, of a model of each kind; <c>MODELGEN_ACCEPT=1</c> takes over what is
/// generated now, as for the processor's files.
/// </summary>
public class GpuSnapshotTests
{
    public static TheoryData<string> Models => [.. SnapshotModels.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void GeneratedKernelsAreTheReviewedOnes(string model)
    {
        var result = CSharpGeneratorDriver.Create(new ModelGenerator())
            .RunGenerators(GpuForm.Compile("using ModelGen;\n" + SnapshotModels.All[model])).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        var text = result.GeneratedSources.Single(source => source.HintName.EndsWith(".Gpu.g.cs", StringComparison.Ordinal)).SourceText.ToString();
        var folder = Repository.Path("tests", "ModelGen.Gpu.Tests", "Snapshots");
        var difference = Snapshot.Difference(folder, model + ".Gpu", text);
        Assert.True(difference is null, difference);
    }

    /// <summary>What has no form for the GPU is a diagnostic, not a model that does less.</summary>
    [Fact]
    public void StatesAreRefused()
    {
        var result = CSharpGeneratorDriver.Create(new ModelGenerator()).RunGenerators(GpuForm.Compile("""
            [Model]
            public sealed partial class Net
            {
                static (Tensor output, Tensor total) Forward([Input(4)] Tensor x, [State(4)] Tensor total) => (x * 2, total + x);
            }
            """)).GetRunResult();
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("MG0015", diagnostic.Id);
        Assert.Contains("[State]", diagnostic.GetMessage(), StringComparison.Ordinal);
    }
}
