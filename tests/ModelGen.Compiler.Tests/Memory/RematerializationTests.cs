using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Memory;
using ModelGen.Compiler.Reference;
using ModelGen.Tests;

namespace ModelGen.Compiler.Tests.Memory;

/// <summary>What is computed again instead of kept.</summary>
public class RematerializationTests
{
    // image → skip (8) → half (2) → wide (10) → narrow (2) → y (8), which also reads skip.
    private static readonly WorkStep<string>[] LongConnection =
    [
        new(["image"], ["skip"], 100),
        new(["skip"], ["half"], 10),
        new(["half"], ["wide"], 1000),
        new(["wide"], ["narrow"], 1000),
        new(["narrow", "skip"], ["y"], 10),
    ];

    private static readonly Dictionary<string, int> Lengths = new() { ["image"] = 0, ["skip"] = 8, ["half"] = 2, ["wide"] = 10, ["narrow"] = 2, ["y"] = 8 };

    [Fact]
    public void A_long_connection_is_made_again_where_it_is_read()
    {
        var problem = new Rematerialization<string>(LongConnection, key => Lengths[key]);
        Assert.Equal(20, problem.Peak);
        Assert.Equal(4, problem.Excess(18));
        var repeated = Assert.Single(problem.Find(18), found => found.Saved == 4);
        Assert.Equal([0], repeated.Steps);
        Assert.Equal((4, 100L), (repeated.Before, repeated.Cost));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is_too_much() =>
        Assert.Empty(new Rematerialization<string>(LongConnection, key => Lengths[key]).Find(20));

    [Fact]
    public void What_may_happen_once_only_is_kept() =>
        Assert.Empty(new Rematerialization<string>([LongConnection[0] with { MayRepeat = false }, .. LongConnection.Skip(1)], key => Lengths[key]).Find(18));

    [Fact]
    public void What_it_is_made_of_is_made_again_too_or_kept_where_that_is_small()
    {
        WorkStep<string>[] steps = [new(["image"], ["base"], 7), new(["base"], ["skip"], 100), .. LongConnection.Skip(1)];
        Assert.Equal([0, 1], Best(6));
        Assert.Equal([1], Best(1));

        IReadOnlyList<int> Best(int length) =>
            new Rematerialization<string>(steps, key => key == "base" ? length : Lengths[key]).Find(18).OrderByDescending(found => found.Saved).ThenBy(found => found.Cost).First().Steps;
    }

    [Fact]
    public void The_cheapest_for_what_it_saves_comes_first()
    {
        WorkStep<string>[] steps = [new(["image"], ["other"], 10), .. LongConnection.Take(4), new(["narrow", "skip", "other"], ["y"], 10)];
        var found = new Rematerialization<string>(steps, key => key == "other" ? 8 : Lengths[key]).Find(22);
        Assert.Equal([0], found[0].Steps);
        Assert.Contains(found, repeated => repeated.Steps is [1]);
    }

    [Fact]
    public void Late_readers_read_what_is_made_again_through_the_same_views()
    {
        var graph = new Graph();
        var x = graph.AddSource(new Source.Input("x", 0), new TensorType(new Shape(2, 3), IsBatched: true), "x");
        var skip = graph.Apply(new Tanh(), x);
        skip.Name = "skip";
        var flat = graph.Apply(new Reshape(new Shape(6)), skip);
        var narrow = graph.Apply(new Reduce(ReduceKind.Sum, new[] { 0 }, KeepDimensions: true), flat);
        var wide = graph.Apply(new Exp(), narrow);
        var y = graph.Apply(new Add(), wide, flat);
        graph.AddOutput(y, OutputKind.Prediction, "y");

        var steps = Steps(graph);
        var inserted = RepeatedNodes.Insert(graph, steps, new RepeatedSteps([0], 3, 0, 0))!.Graph;
        GraphVerifier.Verify(inserted);
        Assert.Equal(["Tanh", "Reshape", "Reduce", "Exp", "Tanh", "Reshape", "Add"], inserted.Nodes.Select(node => node.Operator.Name));
        Assert.Equal("skipAgain", inserted.Nodes[4].Output.Name);
        Assert.Same(inserted.Nodes[4].Output, inserted.Nodes[6].Inputs[1].Producer!.Inputs[0]);
        Assert.Same(inserted.Nodes[1].Output, inserted.Nodes[2].Inputs[0]);
    }

    [Fact]
    public void Random_graphs_compute_the_same_numbers()
    {
        var count = 0;
        foreach (var seed in LongRun.Cases(sample: 80, all: 1000))
        {
            var random = new RandomGraph(seed, operators: 8 + seed % 20);
            var graph = Passes.Run(random.Graph);
            var steps = Steps(graph);
            var problem = new Rematerialization<Value>(
                [.. steps.Select(nodes => new WorkStep<Value>([.. nodes[0].Inputs.Select(Alias.Root).Distinct()], nodes[0].Outputs, 1))],
                value => value.IsBatched && value.Producer is not null ? value.Shape.Length : 0);
            var before = Interpreter.Run(graph, random.Samples, random.Elements);
            foreach (var repeated in problem.Find(problem.Peak / 2).Take(4))
            {
                if (RepeatedNodes.Insert(graph, steps, repeated)?.Graph is not { } inserted) continue;
                GraphVerifier.Verify(inserted);
                var after = Interpreter.Run(inserted, random.Samples, random.Elements);
                for (var i = 0; i < graph.Outputs.Count; i++)
                    Assert.Equal(before[graph.Outputs[i].Value], after[inserted.Outputs[i].Value]);
                count++;
            }
        }
        Assert.True(count > 20, $"Only {count} repetitions were found.");
    }

    private static IReadOnlyList<IReadOnlyList<Node>> Steps(Graph graph) =>
        [.. graph.Nodes.Where(node => !Alias.IsView(node)).Select(node => new[] { node })];
}
