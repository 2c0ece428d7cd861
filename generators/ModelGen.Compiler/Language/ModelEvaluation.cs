namespace ModelGen.Compiler.Language;

/// <summary>One evaluation of one model: inputs, entry function, outputs, loss, and what there is to say about them.</summary>
internal sealed class ModelEvaluation
{
    private readonly ModelDeclaration declaration;
    private readonly Mode mode;
    private readonly bool withLoss;
    private readonly Graph graph = new();
    private readonly Interpreter interpreter;
    private readonly List<Value> outputs = [];

    public ModelEvaluation(ModelDeclaration declaration, Mode mode, bool withLoss)
    {
        (this.declaration, this.mode) = (declaration, mode);
        this.withLoss = withLoss && declaration.Loss is not null;
        interpreter = new Interpreter(declaration.Program, graph, mode);
    }

    public Evaluated Run()
    {
        if (declaration.HasErrors)
            return new Evaluated(graph, [], null, [], declaration.Diagnostics);
        Value? loss = null;
        var diagnostics = new List<ModelDiagnostic>();
        try
        {
            Predict();
            loss = withLoss ? Compare(declaration.Loss!) : null;
            if (!withLoss && mode == Mode.Training) CheckGradients(outputs);
            diagnostics.AddRange(Hints());
        }
        catch (EvaluationException mistake)
        {
            diagnostics.Add(Attributed(mistake.Diagnostic));
        }
        return new Evaluated(graph, outputs, loss, interpreter.Layers, [.. diagnostics.Distinct()])
        {
            Notes = [.. interpreter.Notes.Distinct()],
            OutputActivations = [.. outputs.Select(output => CrossEntropyOutput.Activation(output) is ("Softmax" or "Sigmoid") and { } name ? name : "Linear")],
        };
    }

    private void Predict()
    {
        var entry = interpreter.Find(declaration.Entry)
            ?? throw new InvalidOperationException($"The program has no function {declaration.Entry}.");
        var arguments = declaration.Inputs.Select((input, i) => (object?)graph.AddSource(
            new Source.Input(input.Name, i, input.Vocabulary), new TensorType(input.Shape, IsBatched: true, input.Element), input.Name)).ToList();
        var states = declaration.States.ToDictionary(state => state.Name, State, StringComparer.Ordinal);
        foreach (var state in declaration.States) arguments.Insert(state.Parameter, states[state.Name]);
        var result = interpreter.Run(entry, [.. arguments], entry.Mark);
        var items = result as object?[] ?? [result];
        for (var i = 0; i < items.Length; i++)
            if (i < declaration.OutputNames.Count && states.TryGetValue(declaration.OutputNames[i], out var state)) Keep(items[i], state, entry.Mark);
            else AddPrediction(items[i], i, entry.Mark);
        if (ExposedNames.FirstTaken(interpreter.Exposed, [.. declaration.Inputs.Select(input => input.Name)], declaration.OutputNames) is var (taken, called))
            throw interpreter.Error("MG0011", $"The trainer has a member '{Emit.Names.Pascal(called)}' or '{Emit.Names.Pascal(called)}Gradient' already; expose the activation by another name than '{called}'.", taken.Location is Mark mark ? mark : entry.Mark);
        foreach (var (value, name) in interpreter.Exposed)
            graph.AddOutput(value, OutputKind.Exposed, name);
        foreach (var (parameter, value) in interpreter.Updates)
            graph.AddOutput(value, OutputKind.Update, parameter.Name!, parameter);
    }

    // Training begins anew with every sample.
    private Value State(StateDeclaration state) => mode == Mode.Inference && !withLoss
        ? graph.AddSource(new Source.State(StartsAtZero: true, IsDeclared: true), new TensorType(state.Shape, IsBatched: true), state.Name)
        : graph.Apply(new Expand(state.Shape, Batched: true), graph.Apply(new Constant(0)));

    private void Keep(object? item, Value state, Mark mark)
    {
        if (item is not Value { Type.Element: ElementType.Real } next || next.Shape != state.Shape)
            throw interpreter.Error("MG0102", $"The next value of the state '{state.Name}' must be a tensor of its shape {state.Shape}, not {Interpreter.Describe(item)}.", mark);
        if (state.Source is null) return;
        if (!next.IsBatched) next = graph.Apply(new Expand(next.Shape, Batched: true), next);
        graph.AddOutput(next, OutputKind.State, state.Name!, state);
    }

    private void AddPrediction(object? item, int index, Mark mark)
    {
        if (item is not Value { Type.Element: ElementType.Real } output)
            throw interpreter.Error("MG0105", $"The model returns {Interpreter.Describe(item)}; it must return a tensor, or a tuple of tensors.", mark);
        if (!output.IsBatched)
            throw interpreter.Error("MG0102", $"The model returns {output.Type}, the same for every sample; an output must depend on an input.", mark);
        var names = declaration.OutputNames;
        var name = names.Count > index ? names[index] : outputs.Count == 0 ? "output" : $"output{outputs.Count + 1}";
        outputs.Add(output);
        graph.AddOutput(output, OutputKind.Prediction, name);
    }

    private Value Compare(LossDeclaration loss)
    {
        try
        {
            var function = interpreter.Find(loss.Function)
                ?? throw new InvalidOperationException($"The program has no function {loss.Function}.");
            if (function.Parameters.Count < outputs.Count + loss.Targets.Count || (loss.Targets.Count == 0 && function.Parameters.Count > outputs.Count))
                throw interpreter.Error("MG0012", $"The parameters of {loss.Name} are the {outputs.Count} output{(outputs.Count == 1 ? "" : "s")} of the model, in order, and then its [Target]s; there are {function.Parameters.Count}.", loss.Mark);
            var targets = loss.Targets.Select((target, i) => Target(target, i, loss)).ToArray();
            var result = interpreter.CallLoss(function, [.. outputs, .. targets], loss);
            if (result is not Value { IsBatched: true, Type.Element: ElementType.Real } value)
                throw interpreter.Error("MG0012", $"The loss {loss.Name} gives {Interpreter.Describe(result)}; it must give one number per sample or position.", loss.Mark);
            value.Name ??= "loss";
            graph.AddOutput(value, OutputKind.SampleLoss, "loss");
            CheckGradients([value]);
            return value;
        }
        catch (EvaluationException mistake) when (mistake.Diagnostic.Id is "MG0101" or "MG0102" or "MG0104" && mistake.Diagnostic.Mark == loss.Mark)
        {
            // Within the library's loss functions a shape can only be wrong because the output or target is.
            throw interpreter.Error("MG0012", $"The loss {loss.Name} does not fit the output of shape {outputs[0].Shape}: {mistake.Diagnostic.Message}", loss.Mark);
        }
    }

    private object Target(TargetDeclaration target, int ordinal, LossDeclaration loss)
    {
        var output = outputs[Math.Min(ordinal, outputs.Count - 1)].Shape;
        var isIndex = target.Element == ElementType.Index;
        if (isIndex && target.Shape is null && output.Rank == 0)
            throw interpreter.Error("MG0012", $"The loss {loss.Name} compares classes, and the output is a single number without an axis of classes; end the model in a layer with one unit per class.", loss.Mark);
        var expected = isIndex && output.Rank > 0 ? new Shape([.. output.Take(output.Rank - 1)]) : output;
        var shape = target.Shape ?? expected;
        // A loss of one's own may compare what it likes; broadcasting a target by accident is a mistake in the others.
        if (shape != expected && loss.Function.StartsWith(Interpreter.LossFunctions, StringComparison.Ordinal))
            throw interpreter.Error("MG0012", $"The loss {loss.Name} compares the output of shape {output} with a target of shape {expected}; the target is declared as {shape}.", loss.Mark);
        int? classes = isIndex && output.Rank == shape.Rank + 1 ? output.RowLength : null;
        return graph.AddSource(new Source.Target(target.Name, ordinal, classes), new TensorType(shape, IsBatched: true, target.Element), target.Name);
    }

    /// <summary>Refuses operators without a gradient between what is trained (or passes a gradient on) and where gradients start.</summary>
    private void CheckGradients(IEnumerable<Value> starts)
    {
        var trained = new HashSet<Value>(graph.Sources.Where(source =>
            source.Source is Source.Parameter { Info.IsTrainable: true }
            || (declaration.Options.InputGradient && source.Source is Source.Input && source.Type.Element == ElementType.Real)));
        var isNeeded = new HashSet<Value>(starts);
        foreach (var node in graph.Nodes.Where(node => node.Operator.Name != "StopGradient" && node.Inputs.Any(trained.Contains)))
            trained.UnionWith(node.Outputs);
        foreach (var node in graph.Nodes.Reverse().Where(node => node.Outputs.Any(isNeeded.Contains) && node.Outputs.Any(trained.Contains)))
        {
            if (!node.Operator.IsDifferentiable)
                throw interpreter.Error("MG0013", $"{node.Operator.Name} has no gradient, and the values before it could not be trained. Put StopGradient before it if that is meant.", node.Output.Location is Mark mark ? mark : declaration.Loss?.Mark ?? declaration.Mark);
            isNeeded.UnionWith(node.Inputs);
        }
    }

    private IEnumerable<ModelDiagnostic> Hints()
    {
        var hints = interpreter.Hints.Concat(MistakeHints.OfUnused(interpreter.Layers, graph));
        return declaration.Loss is { } loss && MistakeHints.OfLoss(loss, outputs) is { } hint ? hints.Append(hint) : hints;
    }

    /// <summary>In the stack form a bad argument is one of an attribute.</summary>
    private ModelDiagnostic Attributed(ModelDiagnostic mistake) =>
        declaration.IsStack && mistake.Id == "MG0105" ? mistake with { Id = "MG0007" } : mistake;
}
