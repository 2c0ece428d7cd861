namespace ModelGen.Compiler.Emit;

/// <summary>The kernels of a model: those of its trainer with their memory, those of a prediction without, and how all of them find weights stored.</summary>
public sealed class ModelKernels
{
    private ModelKernels(
        StoragePlan storages, IReadOnlyList<KernelFamily> families, ParameterTable table, TrainerPrograms programs, Graph graph, IReadOnlyList<Selected> selected) =>
        (Storages, Families, Table, Programs, Graph, Selected) = (storages, families, table, programs, graph, selected);

    /// <summary>How values are stored.</summary>
    public StoragePlan Storages { get; }

    /// <summary>What made the kernels of a prediction.</summary>
    public IReadOnlyList<KernelFamily> Families { get; }

    /// <summary>The block of parameters.</summary>
    public ParameterTable Table { get; }

    /// <summary>What a trainer runs.</summary>
    public TrainerPrograms Programs { get; }

    /// <summary>The graph of a prediction, with the copies that kernels need.</summary>
    public Graph Graph { get; }

    /// <summary>The kernels of a prediction, with the nodes that they stand for.</summary>
    public IReadOnlyList<Selected> Selected { get; }

    /// <summary>Chooses the kernels of all graphs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inference">The graph of its prediction.</param>
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static ModelKernels Choose(EmissionModel model, Graph inference)
    {
        var (isMixed, isQuantized) = (model.Declaration.Options.Precision == "MixedBFloat16", model.Declaration.Options.Precision == "Int8Weights");
        var storages = new StoragePlan(
            isMixed ? NumberFormat.BFloat16 : NumberFormat.Float32,
            hasMasters: model.Training is not null || model.External is not null);
        CpuProgram? Trained(Graph? graph)
        {
            if (graph is null) return null;
            var (covered, selected) = CpuEmitter.Cover(graph, storages, CpuKernels.Families);
            if (isMixed) (covered, selected) = CpuEmitter.Cover(MixedPrecision.Separate(covered, selected), storages, CpuKernels.Families);
            return CpuProgram.ForTraining(covered, [.. selected.Select(choice => choice.Kernel)], storages);
        }

        var (training, evaluation, external) = (Trained(model.Training), Trained(model.Evaluation), Trained(model.External));
        if (isQuantized) storages.Weights = NumberFormat.Int8;      // predictions alone: training takes steps too small for it
        var families = !isMixed && !isQuantized && model.Positions is null && StraightLineKernel.IsWorthIt(inference, model.Declaration.Options.Unroll)
            ? [StraightLineKernel.Select, .. CpuKernels.Families]
            : CpuKernels.Families;
        var (graph, chosen) = CpuEmitter.Cover(inference, storages, families);
        var table = new ParameterTable(((training ?? external)?.Graph ?? graph).Parameters, storages);
        return new ModelKernels(storages, families, table, new TrainerPrograms(training, evaluation, external), graph, chosen);
    }
}
