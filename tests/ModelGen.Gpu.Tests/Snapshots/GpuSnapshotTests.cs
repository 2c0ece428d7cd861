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
    // Along a time axis, with a state of the declaration.
    private const string Listener = """
        [Model]
        public sealed partial class Listener
        {
            static (Tensor output, Tensor level) Forward([Input(4, UpTo = 40)] Tensor frames, [State(4)] Tensor level)
            {
                var x = frames.Dense(8).LearnedPositions();
                x += x.SelfAttention(2, causal: true, positions: PositionEncoding.Rotary);
                return (x.GRU(6, returnSequences: true).Dense(3) + level.Dense(3), level * 0.5f + frames.Mean(0));
            }
        }
        """;

    public static TheoryData<string> Models => [.. SnapshotModels.All.Keys, nameof(Listener)];

    [Theory]
    [MemberData(nameof(Models))]
    public void GeneratedKernelsAreTheReviewedOnes(string model)
    {
        var result = CSharpGeneratorDriver.Create(new ModelGenerator())
            .RunGenerators(GpuForm.Compile("using ModelGen;\n" + (model == nameof(Listener) ? Listener : SnapshotModels.All[model]))).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        var text = result.GeneratedSources.Single(source => source.HintName.EndsWith(".Gpu.g.cs", StringComparison.Ordinal)).SourceText.ToString();
        var folder = Repository.Path("tests", "ModelGen.Gpu.Tests", "Snapshots");
        var difference = Snapshot.Difference(folder, model + ".Gpu", text);
        Assert.True(difference is null, difference);
    }
}
