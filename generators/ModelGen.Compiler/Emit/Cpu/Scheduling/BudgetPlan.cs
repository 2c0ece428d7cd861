using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// Finds how a prediction meets the budget of its model: by the fastest of the plans that do, and where none does, by the
/// smallest of them with some results computed again, where they are used late, instead of kept until then. All kernels are
/// the same in each plan, and so are results.
/// </summary>
internal sealed class BudgetPlan(
    EmissionModel model, ParameterTable table, StoragePlan storages, IReadOnlyList<KernelFamily> families)
{
    // Each is a plan of its own, and the generator runs while somebody types.
    private const int MostAttempts = 48;

    /// <summary>A prediction with its kernels, and the memory that it takes.</summary>
    private sealed record Candidate(Graph Graph, IReadOnlyList<Selected> Selected, CpuProgram Program, long Bytes)
    {
        /// <summary>The kernels of samples, in the order in which they run.</summary>
        public IReadOnlyList<Selected> Order
        {
            get
            {
                var choices = Selected.ToDictionary(choice => choice.Kernel);
                return [.. Program.Phases[Program.Phases.Count - 1].Kernels.Select(kernel => choices[kernel])];
            }
        }
    }

    /// <summary>The prediction to emit: one that meets the budget, or else the smallest that was found.</summary>
    /// <param name="graph">The graph of a prediction.</param>
    /// <param name="selected">Its kernels.</param>
    public CpuProgram Find(Graph graph, IReadOnlyList<Selected> selected)
    {
        var candidate = Plan(graph, selected, MemoryPlan.All[0]);
        if (model.Declaration.Budget is not { Ram: var budget }) return candidate.Program;
        foreach (var plan in MemoryPlan.All.Skip(1))
        {
            if (candidate.Bytes <= budget) return candidate.Program;
            candidate = Plan(graph, selected, plan);
        }
        return candidate.Bytes <= budget || model.Positions is not null ? candidate.Program : Repeat(candidate, budget);
    }

    // Each repetition takes away some of what is too much, until nothing is, or none does any more. Together they cost at
    // most what the prediction itself does.
    private CpuProgram Repeat(Candidate smallest, long budget)
    {
        var (left, attempts) = (smallest.Order.Sum(choice => Cost(choice.Kernel)), 0);
        for (var improved = true; improved && smallest.Bytes > budget;)
        {
            improved = false;
            var (order, problem) = (smallest.Order, Problem(smallest));
            var target = problem.Peak - (smallest.Bytes - budget + sizeof(float) - 1) / sizeof(float);
            if (target <= 0) break;
            foreach (var repeated in problem.Find(target).Where(repeated => repeated.Cost <= left))
            {
                if (attempts++ == MostAttempts) return smallest.Program;
                if (With(repeated, smallest, order) is not { } next || next.Bytes > smallest.Bytes
                    || (next.Bytes == smallest.Bytes && Problem(next).Excess(target) >= problem.Excess(target))) continue;
                (smallest, left, improved) = (next, left - repeated.Cost, true);
                break;
            }
        }
        return smallest.Program;
    }

    // Null where the kernels would be others, whose results might be rounded otherwise.
    private Candidate? With(RepeatedSteps repeated, Candidate candidate, IReadOnlyList<Selected> order)
    {
        if (RepeatedNodes.Insert(candidate.Graph, [.. order.Select(choice => choice.Nodes)], repeated) is not { } inserted) return null;
        GraphVerifier.Verify(inserted.Graph);
        var stored = new HashSet<Value>(candidate.Selected.SelectMany(choice => choice.Kernel.Outputs).SelectMany(inserted.CopiesOf));
        var (graph, selected) = CpuEmitter.Cover(inserted.Graph, storages, families, stored);
        var again = repeated.Steps.Select(step => order[step]).ToList();
        if (!Kinds(selected).SequenceEqual(Kinds(candidate.Selected.Concat(again)))) return null;
        var names = candidate.Program.Plan.MadeAgain.Concat(again.Select(choice => NameOf(choice, candidate.Program))).Distinct();
        return Plan(graph, selected, candidate.Program.Plan with { MadeAgain = [.. names] });
    }

    private static IEnumerable<string> Kinds(IEnumerable<Selected> selected) => selected
        .Select(choice => choice.Kernel.GetType().Name + " " + string.Join(", ", choice.Nodes.Select(node => node.Operator)))
        .OrderBy(kind => kind, StringComparer.Ordinal);

    private Candidate Plan(Graph graph, IReadOnlyList<Selected> selected, MemoryPlan plan)
    {
        var program = CpuProgram.ForInference(graph, [.. selected.Select(choice => choice.Kernel)], storages, model.Positions, plan);
        return new Candidate(graph, selected, program, new Footprint(model, table, storages, program).Total);
    }

    // What is the caller's, or delivered, stays anyway.
    private Rematerialization<Value> Problem(Candidate candidate)
    {
        var buffers = candidate.Program.Buffers;
        var delivered = new HashSet<Value>(candidate.Graph.Outputs.Select(output => Alias.Root(output.Value)));
        return new(
            [.. candidate.Order.Select(choice => StepOf(choice.Kernel))],
            value => buffers[value].Place is Place.Chunk or Place.Sample && !delivered.Contains(value) ? storages.SampleFloats(value) : 0);
    }

    private static WorkStep<Value> StepOf(Kernel kernel) => new(
        [.. kernel.Inputs.Select(Alias.Root).Distinct()], [.. kernel.Outputs], Cost(kernel),
        MayRepeat: !kernel.Inputs.Any(input => Alias.Root(input).Source is Source.State));

    private static long Cost(Kernel kernel) => kernel.Flops + kernel.Outputs.Sum(output => (long)output.Shape.Length);

    private static string NameOf(Selected choice, CpuProgram program) =>
        RepeatedNodes.NameOf(choice.Kernel.Outputs[0]) ?? program.Names[choice.Kernel.Outputs[0]];
}
