using ModelGen.Compiler.Emit;
using ModelGen.Compiler.Language;
using ModelGen.Compiler.Weights;

namespace ModelGen.Compiler;

/// <summary>The table of contents of the compiler: every stage, in order.</summary>
public static class Pipeline
{
    /// <summary>Turns a declaration into C#. Mistakes become diagnostics; the members exist all the same.</summary>
    /// <param name="declaration">The model.</param>
    /// <param name="weights">The file that its <c>[Weights]</c> names, if the project has it.</param>
    public static CompiledModel Compile(ModelDeclaration declaration, WeightFile? weights = null)
    {
        // Declaration → graph, once as it predicts, once as it trains, once as it is judged, and once for a loss outside of it.
        var inference = Evaluator.Evaluate(declaration, Mode.Inference, withLoss: false);
        var training = declaration.Loss is null ? null : Evaluator.Evaluate(declaration, Mode.Training, withLoss: true);
        var evaluation = declaration.Loss is null ? null : Evaluator.Evaluate(declaration, Mode.Inference, withLoss: true);
        var external = declaration.Options.OutputGradient ? Evaluator.Evaluate(declaration, Mode.Training, withLoss: false) : null;

        var evaluated = new[] { inference, training, evaluation, external };
        var diagnostics = declaration.Diagnostics
            .Concat(evaluated.SelectMany(graph => graph?.Diagnostics ?? [])).Distinct().ToList();
        if (declaration.HasErrors || diagnostics.Any(diagnostic => !diagnostic.IsHint))
            return new CompiledModel(declaration.FullName, new[] { StubFile.Write(declaration) }, diagnostics.ToArray());

        try
        {
            var fingerprint = Fingerprint.Of(inference.Graph);
            var judgesAsItTrains = training is null || SameGraph(training.Graph, evaluation!.Graph);
            var precision = declaration.Options.Precision;
            var predicted = Predict(inference.Graph);
            var differentiated = training is null ? null : Differentiate(training.Graph, declaration.Options.InputGradient);
            var outward = external is null
                ? null
                : Differentiator.BuildOutputGradientGraph(PoolingOrder.Run(external.Graph), declaration.Options.InputGradient);
            var judged = judgesAsItTrains ? null : PoolingOrder.Run(Judge(evaluation!.Graph));
            var positions = AlongTime(DeadCodeElimination.Run(inference.Graph), declaration);
            if (positions is not null) predicted = positions.Graph;
            var frozen = Freeze(predicted, declaration);
            var model = new EmissionModel(
                declaration,
                LayerRows.Of(inference),
                Prepare(frozen, precision),
                differentiated is null ? null : Prepare(differentiated, precision),
                judged is null ? null : Prepare(judged, precision),
                outward is null ? null : Prepare(outward, precision),
                declaration.Loss?.Name,
                OutputKindOf(inference, training),
                training?.Notes ?? inference.Notes)
            {
                Positions = positions,
                Convolutions = declaration.Budget is null ? null : new(
                    Lowering.WinogradConvolutions(frozen, precision), direct => Prepare(frozen, precision, direct)),
                Gpu = declaration.Options.Targets.Contains("Gpu")
                    ? new GpuGraphs(
                        PrepareForGpu(PoolingOrder.Run(predicted)), differentiated is null ? null : PrepareForGpu(differentiated),
                        judged is null ? null : PrepareForGpu(judged), outward is null ? null : PrepareForGpu(outward))
                    : null,
                Fingerprint = fingerprint,
                Description = declaration.Options.Describe ? Describe(inference.Graph, declaration) : null,
            };
            // Weights that do not fit are a mistake of the file: of the model's members only Pretrained has to throw.
            model = model with { Weights = CarriedWeights.Of(declaration, weights, fingerprint, (model.Training ?? model.External ?? model.Inference).Parameters) };
            if (model.Weights?.Mistake is { } mistake) diagnostics.Add(mistake);
            var (files, footprint) = CpuEmitter.Emit(model);
            if (model.Gpu is { } gpu) files = [.. files, GpuEmitter.Emit(model, gpu)];
            if (footprint.Excess(declaration) is { } excess) diagnostics.Add(excess);
            return new CompiledModel(declaration.FullName, files.ToArray(), diagnostics.ToArray())
            {
                Costs = new GeneratedFile(declaration.FullName + ".Costs.g.cs", CostText.Write(declaration, model.Layers)),
            };
        }
        catch (GraphException limit)
        {
            diagnostics.Add(new ModelDiagnostic(limit.Id, limit.Message, limit.Location is Mark mark ? mark : declaration.Mark));
            return new CompiledModel(declaration.FullName, new[] { StubFile.Write(declaration) }, diagnostics.ToArray());
        }
    }

    // Graph → gradient graph.
    private static Graph Differentiate(Graph graph, bool inputGradients)
    {
        graph.ReplaceOutputs([.. graph.Outputs.Select(output =>
            output.Kind == OutputKind.Prediction ? output with { Value = AsTheLossHasIt(output.Value, graph) } : output)]);
        return Differentiator.BuildTrainingGraph(PoolingOrder.Run(graph), inputGradients);
    }

    // A cross-entropy makes the softmax of its logits anyway: what the trainer shows as its output is that.
    private static Value AsTheLossHasIt(Value prediction, Graph graph) =>
        prediction.Producer is { Operator: Softmax } softmax
        && graph.Nodes.FirstOrDefault(node => node.Operator is SparseCategoricalCrossEntropy && node.Inputs[0] == softmax.Inputs[0]) is { } loss
            ? loss.Outputs[1]
            : prediction;

    // Graph → the predictions alone.
    private static Graph Predict(Graph graph)
    {
        graph.ReplaceOutputs([.. graph.Outputs.Where(output => output.Kind is OutputKind.Prediction or OutputKind.State)]);
        return graph;
    }

    // Graph → the same of single positions, where a length is known at run time only or something is remembered.
    private static PositionGraph? AlongTime(Graph graph, ModelDeclaration declaration) =>
        declaration.Limit == 0 && declaration.States.Count == 0
            ? null
            : PositionLowering.Run(
                graph, declaration.Limit,
                [.. declaration.Inputs.Where(input => input.IsTimed).Select(input => input.Name)]);

    // Graph → the same with more of it made of parameters alone, where these seldom change.
    private static Graph Freeze(Graph graph, ModelDeclaration declaration) =>
        PoolingOrder.Run(declaration.Options.Frozen ? WeightFolding.Run(TableFolding.Run(graph)) : graph);

    // Graph → its description, with affine steps together as their weights can be worked out before.
    private static string Describe(Graph graph, ModelDeclaration declaration)
    {
        var folded = AffineFolding.Run(CommonSubexpressions.Run(DeadCodeElimination.Run(graph)));
        folded = DeadCodeElimination.Run(folded);
        return OnnxStage.Describe(folded, AlongTime(folded, declaration)?.Axes, declaration.Limit);
    }

    // Graph → the loss alone, weighted as in training.
    private static Graph Judge(Graph graph)
    {
        var loss = graph.Outputs.First(output => output.Kind == OutputKind.SampleLoss);
        graph.ReplaceOutputs([loss]);
        graph.AddSource(new Source.LossShare(), loss.Value.Type, "share");
        return graph;
    }

    // Graph → what the kernels take → optimised and verified after each pass.
    private static Graph Prepare(Graph graph, string precision, ISet<Node>? direct = null) =>
        OutputPlaces.Separate(Passes.Run(Lowering.Run(graph, precision, direct)));

    private static Graph PrepareForGpu(Graph graph) => OutputPlaces.Separate(Passes.Run(GpuLowering.Run(graph)));

    private static bool SameGraph(Graph left, Graph right) =>
        left.Nodes.Count == right.Nodes.Count
        && left.Nodes.Zip(right.Nodes, (a, b) => a.Operator.Equals(b.Operator)
            && a.Inputs.Select(input => input.Id).SequenceEqual(b.Inputs.Select(input => input.Id))).All(same => same)
        && left.Outputs.Select(output => output.Value.Id).SequenceEqual(right.Outputs.Select(output => output.Value.Id));

    private static string OutputKindOf(Evaluated inference, Evaluated? training) =>
        (inference.OutputActivations.FirstOrDefault(), training?.Graph) switch
        {
            _ when inference.Outputs.Count > 1 => "Linear",
            ("Softmax", _) => "Probabilities",
            ("Sigmoid", _) => "Sigmoid",
            _ when training is not null && training.Notes.Any(note => note.Contains("logits")) =>
                inference.Outputs[0].Shape.RowLength == 1 ? "SigmoidLogits" : "Logits",
            _ => "Linear",
        };
}
