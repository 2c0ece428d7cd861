namespace ModelGen.Compiler.Emit;

/// <summary>Kernels → memory plan → C#, for the CPU.</summary>
public static class CpuEmitter
{
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static IReadOnlyList<GeneratedFile> Emit(EmissionModel model)
    {
        var storages = new StoragePlan();
        var training = model.Training is null ? null : Program(model.Training, storages, CpuProgram.ForTraining);
        var evaluation = model.Evaluation is null ? null : Program(model.Evaluation, storages, CpuProgram.ForTraining);
        var external = model.External is null ? null : Program(model.External, storages, CpuProgram.ForTraining);
        var families = model.Positions is null && StraightLineKernel.IsWorthIt(model.Inference, model.Declaration.Options.Unroll)
            ? [StraightLineKernel.Select, .. CpuKernels.Families]
            : CpuKernels.Families;
        var inference = Program(
            model.Inference, storages, (graph, kernels, stored) => CpuProgram.ForInference(graph, kernels, stored, model.Positions), families);

        var table = new ParameterTable((training ?? external ?? inference).Graph.Parameters, storages);
        var programs = new TrainerPrograms(training, evaluation, external);
        var library = new KernelLibrary([inference, .. programs.All]);
        var summary = SummaryText.Write(model, table, inference, programs);
        var files = new List<GeneratedFile>
        {
            new ModelFile(model, inference, programs, table, summary).Write(),
            new ForwardFile(model, inference, storages, table, library).Write(),
        };
        if (programs.Exist)
            files.Add(new TrainerFile(model, programs, storages, table, library).Write());
        return files;
    }

    private static CpuProgram Program(
        Graph graph, StoragePlan storages, Func<Graph, IReadOnlyList<Kernel>, StoragePlan, CpuProgram> plan,
        IReadOnlyList<KernelFamily>? offered = null)
    {
        var (covered, kernels) = Cover(graph, storages, offered ?? CpuKernels.Families);
        return plan(covered, kernels, storages);
    }

    /// <summary>The kernels of a graph, and the graph with the copies that they need of operands stored otherwise.</summary>
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static (Graph Graph, IReadOnlyList<Kernel> Kernels) Cover(
        Graph graph, StoragePlan storages, IReadOnlyList<KernelFamily> families)
    {
        Alias.NameRoots(graph);
        var selected = KernelSelection.Select(graph, families);
        foreach (var (value, storage) in Wishes(selected)) storages.Propose(value, storage);
        // An operand that lies otherwise than a kernel wants it is copied; the copy is a value of its own.
        var copied = Relayouts.Insert(graph, selected, storages);
        if (!ReferenceEquals(copied, graph))
        {
            graph = copied;
            selected = KernelSelection.Select(graph, families);
            foreach (var (value, storage) in Wishes(selected)) storages.Propose(value, storage);
        }
        Kernel[] kernels = [.. selected.Select(choice => choice.Kernel)];
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
        return (graph, kernels);
    }

    private static IEnumerable<(Value, ParameterStorage)> Wishes(IReadOnlyList<Selected> selected) =>
        from choice in selected
        let kernel = choice.Kernel
        from operand in kernel.Inputs.Select((value, index) => (value, index))
        where !operand.value.IsBatched
        let storage = kernel.RequiredStorage(operand.index)
        where storage is not null
        select (operand.value, storage);
}
