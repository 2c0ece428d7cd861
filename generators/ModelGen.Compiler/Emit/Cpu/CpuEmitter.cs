namespace ModelGen.Compiler.Emit;

/// <summary>Kernels → memory plan → C#, for the CPU.</summary>
public static class CpuEmitter
{
    // A prediction of a quarter of a millisecond: threads meet in front of each kernel, which takes a part of a microsecond.
    private const long FewestSharedFlops = 20_000_000;

    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static (IReadOnlyList<GeneratedFile> Files, Footprint Footprint) Emit(EmissionModel model)
    {
        var plan = BudgetPlan.Find(model);
        var (inference, programs, table, storages) = (plan.Inference, plan.Kernels.Programs, plan.Kernels.Table, plan.Kernels.Storages);

        // Equal kernels are written once, so that those of the trainer take their part too: all of it.
        if (inference.Kernels.Sum(kernel => kernel.Flops) * (model.Positions?.MostRows ?? 1) >= FewestSharedFlops)
            foreach (var kernel in programs.All.Prepend(inference).SelectMany(program => program.Kernels).Where(kernel => kernel.SampleParts > 1))
                kernel.IsShared = model.Positions is null || kernel.SharesAnyCount;
        var library = new KernelLibrary([inference, .. programs.All]);
        var footprint = plan.Footprint;
        var summary = SummaryText.Write(model, table, inference, programs, footprint);
        var files = new List<GeneratedFile>
        {
            new ModelFile(model, inference, programs, table, summary, footprint).Write(),
            new ForwardFile(model, inference, storages, table, library).Write(),
        };
        if (programs.Exist)
            files.Add(new TrainerFile(model, programs, storages, table, library).Write());
        if (model.Weights is not null)
            files.Add(new WeightsFile(model, table).Write());
        if (model.Description is not null)
            files.Add(GraphFile.Write(model.Declaration, model.Description));
        return (files, footprint);
    }

    /// <summary>The kernels of a graph, and the graph with the copies that they need of operands stored otherwise.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="storages">How its values are stored; filled in.</param>
    /// <param name="families">What makes kernels.</param>
    /// <param name="stored">Values that are stored even where one node alone reads them; null for none.</param>
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static (Graph Graph, IReadOnlyList<Selected> Selected) Cover(
        Graph graph, StoragePlan storages, IReadOnlyList<KernelFamily> families, ISet<Value>? stored = null)
    {
        Alias.NameRoots(graph);
        var selected = KernelSelection.Select(graph, families, stored);
        storages.Quantize(selected);
        foreach (var (value, storage) in Wishes(selected, storages)) storages.Propose(value, storage);
        // An operand that lies otherwise than a kernel wants it is copied; the copy is a value of its own.
        var copied = Relayouts.Insert(graph, selected, storages);
        if (!ReferenceEquals(copied, graph))
        {
            graph = copied;
            selected = KernelSelection.Select(graph, families);
            storages.Quantize(selected);
            foreach (var (value, storage) in Wishes(selected, storages)) storages.Propose(value, storage);
        }
        var kernels = selected.Select(choice => choice.Kernel).ToList();
        var gradients = graph.Outputs.Where(output => output is { Kind: OutputKind.Gradient, Of.Source: Source.Parameter }).ToList();
        var accumulated = new HashSet<Value>(gradients.Select(output => Alias.Root(output.Value)));
        foreach (var output in gradients)
            storages.Propose(output.Value, storages[output.Of!]);
        foreach (var kernel in kernels)
        {
            kernel.Storages = storages;
            var result = kernel.Outputs[0];
            if (!result.IsBatched && !storages[result].IsSameAs(ParameterStorage.Dense(result.Shape)))
                kernel.OutputStorage = storages[result];
            if (kernel is RelayoutKernel relayout && !storages[kernel.Inputs[0]].IsSameAs(ParameterStorage.Dense(kernel.Inputs[0].Shape)))
                relayout.InputStorage = storages[kernel.Inputs[0]];
            kernel.Accumulates = accumulated.Contains(result);
        }
        return (graph, selected);
    }

    private static IEnumerable<(Value, ParameterStorage)> Wishes(IReadOnlyList<Selected> selected, StoragePlan storages) =>
        from choice in selected
        let kernel = choice.Kernel
        from operand in kernel.Inputs.Select((value, index) => (value, index))
        where !operand.value.IsBatched
        let storage = storages.Wish(kernel, operand.index)
        where storage is not null
        select (operand.value, storage);
}
