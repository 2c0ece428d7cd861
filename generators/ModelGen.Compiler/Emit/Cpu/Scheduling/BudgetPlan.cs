using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// Finds how a prediction meets the budget of its model: by the fastest of the plans that do. Where none does, as few
/// convolutions as possible do without Winograd's algorithm; and where that is not enough, some results are computed again,
/// where they are used late, instead of kept until then.
/// </summary>
internal sealed class BudgetPlan
{
    // Each is a plan of its own, and the generator runs while somebody types.
    private const int MostAttempts = 48;

    private readonly EmissionModel model;
    private readonly ModelKernels kernels;

    private BudgetPlan(EmissionModel model, Graph inference) => (this.model, kernels) = (model, ModelKernels.Choose(model, inference));

    /// <summary>A prediction with its kernels, and the memory that it takes.</summary>
    internal sealed record Candidate(ModelKernels Kernels, Graph Graph, IReadOnlyList<Selected> Selected, CpuProgram Inference, Footprint Footprint)
    {
        /// <summary>Of a prediction.</summary>
        public long Bytes => Footprint.Total;

        /// <summary>The kernels of samples, in the order in which they run.</summary>
        public IReadOnlyList<Selected> Order
        {
            get
            {
                var choices = Selected.ToDictionary(choice => choice.Kernel);
                return [.. Inference.Phases[Inference.Phases.Count - 1].Kernels.Select(kernel => choices[kernel])];
            }
        }
    }

    /// <summary>The prediction to emit, and with it the trainer: one that meets the budget, or else the smallest that was found.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static Candidate Find(EmissionModel model)
    {
        var usual = new BudgetPlan(model, model.Inference);
        if (model.Declaration.Budget is not { Ram: var budget }) return usual.Plan(MemoryPlan.All[0]);
        var (best, smallest) = (usual.Fastest(budget, []), usual);
        if (best.Bytes > budget && model.Convolutions is { Count: > 0 } convolutions)
        {
            // The fewest of them with which it is met; there may be some that take more in this way.
            var (plan, count) = (Without(convolutions.Count), convolutions.Count);
            if (plan.Smallest.Bytes <= budget)
                for (var low = 1; low < count;)
                {
                    var middle = (low + count) / 2;
                    var other = Without(middle);
                    if (other.Smallest.Bytes <= budget) (plan, count) = (other, middle);
                    else low = middle + 1;
                }
            var direct = plan.Fastest(budget, convolutions.LayersOf(count));
            if (direct.Bytes < best.Bytes) (best, smallest) = (direct, plan);

            BudgetPlan Without(int some) => new(model, convolutions.Without(some));
        }
        return best.Bytes <= budget ? best : smallest.Repeat(best, budget);
    }

    // The first that meets the budget, or else the last.
    private Candidate Fastest(long budget, IReadOnlyList<string> direct)
    {
        var candidate = Plan(MemoryPlan.All[0] with { Direct = direct });
        foreach (var plan in MemoryPlan.All.Skip(1))
        {
            if (candidate.Bytes <= budget) break;
            candidate = Plan(plan with { Direct = direct });
        }
        return candidate;
    }

    private Candidate Smallest => Plan(MemoryPlan.All[MemoryPlan.All.Count - 1]);

    // Each repetition takes away some of what is too much, until nothing is, or none does any more. Together they cost at
    // most what the prediction itself does.
    private Candidate Repeat(Candidate smallest, long budget)
    {
        var (left, attempts) = (smallest.Order.Sum(choice => Cost(choice.Kernel)), 0);
        for (var improved = true; improved && smallest.Bytes > budget;)
        {
            improved = false;
            var (order, problem) = (smallest.Order, Problem(smallest));
            var sample = (long)smallest.Inference.Buffers.ChunkSamples * sizeof(float);
            var target = problem.Peak - (smallest.Bytes - budget + sample - 1) / sample;
            if (target <= 0) break;
            foreach (var repeated in problem.Find(target).Where(repeated => repeated.Cost <= left))
            {
                if (attempts++ == MostAttempts) return smallest;
                if (With(repeated, smallest, order) is not { } next || next.Bytes > smallest.Bytes
                    || (next.Bytes == smallest.Bytes && Problem(next).Excess(target) >= problem.Excess(target))) continue;
                (smallest, left, improved) = (next, left - repeated.Cost, true);
                break;
            }
        }
        return smallest;
    }

    // Null where the kernels would be others, whose results might be rounded otherwise.
    private Candidate? With(RepeatedSteps repeated, Candidate candidate, IReadOnlyList<Selected> order)
    {
        if (RepeatedNodes.Insert(candidate.Graph, [.. order.Select(choice => choice.Nodes)], repeated) is not { } inserted) return null;
        GraphVerifier.Verify(inserted.Graph);
        // What a kernel works in is none of the graph's values.
        var stored = new HashSet<Value>(candidate.Selected.SelectMany(choice => choice.Kernel.Outputs)
            .Where(value => value.OutputIndex < value.Producer!.Outputs.Count).SelectMany(inserted.CopiesOf));
        var (graph, selected) = CpuEmitter.Cover(inserted.Graph, kernels.Storages, kernels.Families, stored);
        var again = repeated.Steps.Select(step => order[step]).ToList();
        if (!Kinds(selected).SequenceEqual(Kinds(candidate.Selected.Concat(again)))) return null;
        var names = candidate.Inference.Plan.MadeAgain.Concat(again.Select(choice => NameOf(choice, candidate.Inference))).Distinct();
        return Plan(graph, selected, candidate.Inference.Plan with { MadeAgain = [.. names] });
    }

    private static IEnumerable<string> Kinds(IEnumerable<Selected> selected) => selected
        .Select(choice => choice.Kernel.GetType().Name + " " + string.Join(", ", choice.Nodes.Select(node => node.Operator)))
        .OrderBy(kind => kind, StringComparer.Ordinal);

    private Candidate Plan(MemoryPlan plan) => Plan(kernels.Graph, kernels.Selected, plan);

    private Candidate Plan(Graph graph, IReadOnlyList<Selected> selected, MemoryPlan plan)
    {
        var program = CpuProgram.ForInference(graph, [.. selected.Select(choice => choice.Kernel)], kernels.Storages, model.Positions, plan);
        return new Candidate(kernels, graph, selected, program, new Footprint(model, kernels.Table, kernels.Storages, program));
    }

    // What is the caller's, or delivered, stays anyway.
    private Rematerialization<Value> Problem(Candidate candidate)
    {
        var buffers = candidate.Inference.Buffers;
        var delivered = new HashSet<Value>(candidate.Graph.Outputs.Select(output => Alias.Root(output.Value)));
        return new(
            [.. candidate.Order.Select(choice => StepOf(choice.Kernel, buffers))],
            value => buffers[value].Place is Place.Chunk or Place.Sample && !delivered.Contains(value) ? kernels.Storages.SampleFloats(value) : 0);
    }

    // What is remembered between calls is there once.
    private static WorkStep<Value> StepOf(Kernel kernel, BufferPlan buffers) => new(
        [.. kernel.Inputs.Select(Alias.Root).Distinct()], [.. kernel.Outputs], Cost(kernel),
        MayRepeat: !kernel.Inputs.Concat(kernel.Outputs).Any(value => buffers.Contains(value) && buffers[value].Place == Place.State));

    private static long Cost(Kernel kernel) => kernel.Flops + kernel.Outputs.Sum(output => (long)output.Shape.Length);

    private static string NameOf(Selected choice, CpuProgram program) =>
        RepeatedNodes.NameOf(choice.Kernel.Outputs[0]) ?? program.Names[choice.Kernel.Outputs[0]];
}
