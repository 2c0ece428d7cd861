using ModelGen.Compiler.Reference;
using ModelGen.Tests;

namespace ModelGen.Compiler.Tests.Optimization;

/// <summary>
/// Optimised graphs compute what the graphs they come from compute: 100 random ones, or 2,000 in the
/// long run (see <see cref="LongRun"/>).
/// </summary>
public class RandomGraphTests
{
    [Fact]
    public void Passes_keep_what_forward_graphs_compute() => CheckAll(random => random.Graph);

    [Fact]
    public void Passes_keep_what_training_graphs_compute() =>
        CheckAll(random => Differentiator.BuildTrainingGraph(random.Graph, inputGradients: true));

    [Fact]
    public void Freezing_keeps_what_forward_graphs_compute()
    {
        foreach (var seed in LongRun.Cases(sample: 100, all: 2000))
        {
            var random = new RandomGraph(seed, operators: 4 + seed % 20);
            Check(random, random.Graph, WeightFolding.Run(TableFolding.Run(random.Graph)), "folding");
        }
    }

    /// <summary>A pass that is right only after others would be found here and nowhere else.</summary>
    [Fact]
    public void Each_pass_alone_keeps_what_graphs_compute()
    {
        foreach (var seed in LongRun.Cases(sample: 25, all: 500))
        {
            var random = new RandomGraph(seed);
            var graph = Differentiator.BuildTrainingGraph(random.Graph);
            foreach (var (name, run) in Passes.All.DistinctBy(pass => pass.Name))
                Check(random, graph, run(graph), name);
        }
    }

    private static void CheckAll(Func<RandomGraph, Graph> make)
    {
        foreach (var seed in LongRun.Cases(sample: 100, all: 2000))
        {
            var random = new RandomGraph(seed, operators: 4 + seed % 20);
            var graph = make(random);
            Check(random, graph, Passes.Run(graph), "all passes");
        }
    }

    private static void Check(RandomGraph random, Graph graph, Graph optimized, string pass)
    {
        var context = $"seed {random.Seed}, {pass}:";
        GraphVerifier.Verify(optimized);
        Assert.Equal(graph.Outputs.Count, optimized.Outputs.Count);
        Assert.Equal(graph.Sources.Select(source => source.Name), optimized.Sources.Select(source => source.Name));
        var before = Interpreter.Run(graph, random.Samples, random.Elements);
        var after = Interpreter.Run(optimized, random.Samples, random.Elements);
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            var (expected, actual) = (before[graph.Outputs[i].Value], after[optimized.Outputs[i].Value]);
            if (graph.Outputs[i].Of?.Source is not null)
                Assert.Equal(graph.Outputs[i].Of!.Name, optimized.Outputs[i].Of?.Name);
            var scale = expected.Select(Math.Abs).Append(1e-3).Max();
            for (var k = 0; k < expected.Length; k++)
                Assert.True(
                    Math.Abs(expected[k] - actual[k]) <= 1e-8 * scale || expected[k].Equals(actual[k]),
                    $"{context} {graph.Outputs[i].Kind} {graph.Outputs[i].Name}[{k}] is {actual[k]}, expected {expected[k]}\n{GraphText.Write(graph)}\n→\n{GraphText.Write(optimized)}");
        }
    }
}
