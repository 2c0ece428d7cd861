namespace ModelGen.Compiler.Emit;

/// <summary>Kernels → memory plan → C#, for the GPU.</summary>
public static class GpuEmitter
{
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static GeneratedFile Emit(EmissionModel model, GpuGraphs graphs)
    {
        var precision = model.Declaration.Options.Precision switch
        {
            "TensorFloat32" => GpuPrecision.TensorFloat32,
            "MixedBFloat16" => GpuPrecision.BFloat16,
            _ => GpuPrecision.Float32,
        };
        var tables = new GpuTables();
        var inference = GpuPlan.ForInference(graphs.Inference, GpuKernels.Cover(graphs.Inference, precision), tables, model.Positions is not null);
        GpuPlan? Trained(Graph? graph) => graph is null ? null : GpuPlan.ForTraining(graph, GpuKernels.Cover(graph, precision), tables);
        var (training, external) = (Trained(graphs.Training), Trained(graphs.External));
        var evaluation = graphs.Evaluation is { } loss ? GpuPlan.ForInference(loss, GpuKernels.Cover(loss, precision), tables) : null;
        var table = new ParameterTable((training ?? external ?? inference).Graph.Parameters, new StoragePlan());
        return new GpuFile(model, table, tables, inference, training, evaluation, external).Write();
    }
}
