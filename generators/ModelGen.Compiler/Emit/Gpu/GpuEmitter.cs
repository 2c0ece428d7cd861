namespace ModelGen.Compiler.Emit;

/// <summary>Kernels → memory plan → C#, for the GPU.</summary>
public static class GpuEmitter
{
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static GeneratedFile Emit(EmissionModel model, GpuGraphs graphs)
    {
        if (model.Declaration.States.Count > 0)
            throw new GraphException("MG0015", "A model with [State] has no form for the GPU: leave Targets at Targets.Cpu.");
        var precision = model.Declaration.Options.Precision switch
        {
            "TensorFloat32" => GpuPrecision.TensorFloat32,
            "MixedBFloat16" => GpuPrecision.BFloat16,
            _ => GpuPrecision.Float32,
        };
        var tables = new GpuTables();
        var inference = GpuPlan.ForInference(graphs.Inference, GpuKernels.Cover(graphs.Inference, precision), tables);
        var training = graphs.Training is { } graph ? GpuPlan.ForTraining(graph, GpuKernels.Cover(graph, precision), tables) : null;
        var evaluation = graphs.Evaluation is { } loss ? GpuPlan.ForInference(loss, GpuKernels.Cover(loss, precision), tables) : null;
        var table = new ParameterTable((training ?? inference).Graph.Parameters, new StoragePlan());
        return new GpuFile(model, table, tables, inference, training, evaluation).Write();
    }
}
