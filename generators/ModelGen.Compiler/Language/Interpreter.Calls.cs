namespace ModelGen.Compiler.Language;

internal sealed partial class Interpreter
{
    /// <summary>The start of the ids of the library's losses.</summary>
    public const string LossFunctions = "M:ModelGen.LossFunctions.";

    /// <summary>Runs a function with values for its parameters, as the evaluation of a model starts.</summary>
    public object? Run(Function function, IReadOnlyList<object?> values, Mark mark)
    {
        var variables = new Scope(null);
        for (var i = 0; i < function.Parameters.Count; i++)
            variables.Declare(function.Parameters[i], i < values.Count ? values[i] : null);
        return Activate(function, activation, mark, [], activation.Names, function.Body, variables);
    }

    /// <summary>The loss of each sample: outputs and targets by position, settings by name, the rest as declared.</summary>
    public object? CallLoss(Function function, IReadOnlyList<object?> values, LossDeclaration loss)
    {
        var variables = new Scope(null);
        foreach (var parameter in function.Parameters)
            variables.Declare(parameter, null);
        for (var i = 0; i < Math.Min(values.Count, function.Parameters.Count); i++)
            variables[function.Parameters[i]] = values[i];
        foreach (var setting in loss.Settings)
            variables[setting.Parameter] = Evaluate(setting.Value, variables);
        return Call(function, variables, loss.Settings, loss.Mark);
    }

    private Function Require(string id, Mark mark) => Find(id)
        ?? throw Error("MG0008", $"The body of '{id}' is not available here; is it a layer of a project that the generator did not see?", mark);

    private object? Call(CallFunction call, Scope scope)
    {
        var function = Require(call.Id, call.Mark);
        var variables = new Scope(null);
        foreach (var argument in call.Arguments)
            variables.Declare(argument.Parameter, Evaluate(argument.Value, scope));
        foreach (var parameter in function.Parameters)
            if (variables.Find(parameter) is null)
                variables.Declare(parameter, null);
        return Call(function, variables, call.Arguments, call.Mark);
    }

    private object? Call(Function function, Scope variables, EquatableArray<Argument> arguments, Mark mark)
    {
        if (activation.IsInside(function))
            throw Error("MG0009", $"'{function.Name}' calls itself. A model is unrolled at build time; write the repetition as a loop.", mark);
        if (function.Id.StartsWith(LossFunctions, StringComparison.Ordinal) && function.Parameters.Contains("logits"))
            variables["logits"] = Logits(function, variables["logits"], mark);
        if ((function.Layer ?? StackKind(function)) is not { } kind)
            return Activate(function, activation, mark, arguments, activation.Names, function.Body, variables);

        var outer = activation.Names;
        var given = function.OpensScope ? variables["name"] as string : null;
        var name = outer.Qualify(string.IsNullOrEmpty(given) ? outer.Next(kind) : given!);
        var names = function.OpensScope ? new NameScope(name, outer.Depth + 1) : outer;
        if (function.OpensScope)
            variables["name"] = given ?? name.Substring(name.LastIndexOf('.') + 1);
        var inputs = function.Parameters.SelectMany(parameter => Tensors(variables[parameter])).ToArray();
        var parameters = Graph.Parameters.Count();
        var result = Activate(function, activation, mark, arguments, names, function.Body, variables);
        Record(new LayerInfo(name, function.Name, outer.Depth, inputs, Tensors(result).FirstOrDefault(), [.. Graph.Parameters.Skip(parameters)], Visible(mark)));
        return result;
    }

    /// <summary>In the stack form every attribute is a layer, also those that have no parameters.</summary>
    private string? StackKind(Function function) => activation.Identity is Function entry && entry.Id.StartsWith(ModelDeclaration.StackEntry, StringComparison.Ordinal)
        ? function.Name.ToLowerInvariant()
        : null;

    private object? Logits(Function loss, object? output, Mark mark)
    {
        if (output is not Value tensor)
            return output;
        var expected = loss.Name.StartsWith("Binary", StringComparison.Ordinal) ? "Sigmoid" : "Softmax";
        try
        {
            var logits = CrossEntropyOutput.Logits(Graph, tensor, expected, out var isLinear);
            if (isLinear)
                Notes.Add($"The output is taken as logits by {loss.Name}; Predict returns them as they are, before the {expected.ToLowerInvariant()}.");
            return logits;
        }
        catch (GraphException mistake)
        {
            throw Error(mistake.Id, mistake.Message, mark);
        }
    }

    private object? Call(CallPrimitive call, Scope scope)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var argument in call.Arguments)
            arguments[argument.Parameter] = Plain(Evaluate(argument.Value, scope));
        var made = Graph.Nodes.Count;
        object? result;
        try
        {
            var context = new Call(Graph, call.Method, arguments);
            result = Intrinsics.Find(call.Operator) is { } intrinsic ? intrinsic(this, context, call.Mark) : Build(call, context);
        }
        catch (GraphException mistake)
        {
            throw Error(mistake.Id, mistake.Message, Blame(mistake, call));
        }
        Stamp(made, call.Mark);
        if (call.Layer is { } kind)
            Record(new LayerInfo(activation.Names.Qualify(activation.Names.Next(kind)), call.Method, activation.Names.Depth, [.. arguments.Values.SelectMany(Tensors)], Tensors(result).FirstOrDefault(), [], Visible(call.Mark)));
        return result;
    }

    private object? Build(CallPrimitive call, Call context)
    {
        var build = OperatorRegistry.Find(call.Operator)
            ?? throw Error("MG0008", $"The operator '{call.Operator}' is not known to this version of ModelGen.", call.Mark);
        var outputs = build(context);
        return outputs.Length == 1 ? outputs[0] : outputs.Cast<object?>().ToArray();
    }

    /// <summary>A mistake in one argument belongs to that argument, where the message names it.</summary>
    private static Mark Blame(GraphException mistake, CallPrimitive call) =>
        mistake.Id == "MG0105" && call.Arguments.FirstOrDefault(argument => mistake.Message.StartsWith($"'{argument.Parameter}' ", StringComparison.Ordinal)) is { Value.Mark.IsNone: false } argument
            ? argument.Value.Mark
            : call.Mark;

    /// <summary>New values know the layer and the place that made them.</summary>
    private void Stamp(int made, Mark mark)
    {
        var place = Visible(mark);
        for (var i = made; i < Graph.Nodes.Count; i++)
            foreach (var output in Graph.Nodes[i].Outputs)
            {
                output.Scope = activation.Names.Prefix;
                output.Location = place;
            }
    }

    private object? Call(Invoke invoke, Scope scope)
    {
        var target = Evaluate(invoke.Target, scope);
        var arguments = invoke.Arguments.Select(argument => Evaluate(argument, scope)).ToArray();
        switch (target)
        {
            case Closure closure:
                if (activation.IsInside(closure.Lambda))
                    throw Error("MG0009", "This local function calls itself. A model is unrolled at build time; write the repetition as a loop.", invoke.Mark);
                var variables = new Scope(closure.Variables);
                for (var i = 0; i < closure.Lambda.Parameters.Count; i++)
                    variables.Declare(closure.Lambda.Parameters[i], i < arguments.Length ? arguments[i] : null);
                return Activate(closure.Lambda, closure.Definition, invoke.Mark, [], activation.Names, closure.Lambda.Body, variables);
            case FunctionValue { Function: var function }:
                var parameters = new Scope(null);
                for (var i = 0; i < function.Parameters.Count; i++)
                    parameters.Declare(function.Parameters[i], i < arguments.Length ? arguments[i] : null);
                return Call(function, parameters, [], invoke.Mark);
            default:
                throw Error("MG0105", $"A function that is known at build time is needed here; this is {Describe(target)}.", invoke.Mark);
        }
    }

    private object? Activate(Syntax identity, Activation definition, Mark mark, EquatableArray<Argument> arguments, NameScope names, Statement body, Scope variables)
    {
        var caller = activation;
        if (caller.Depth > DepthBudget)
            throw Error("MG0009", "Functions call one another without end.", mark);
        activation = new Activation(caller, definition, identity, mark, arguments, names);
        try
        {
            returned = null;
            Execute(body, variables);
            var result = returned;
            returned = null;
            return result;
        }
        finally
        {
            activation = caller;
        }
    }

    private void Record(LayerInfo layer)
    {
        // A variable inside the layer may have named its result already; to its caller it is the layer.
        if (layer.Output is { Producer: not null } output
            && (output.Name is null || output.Name.StartsWith(layer.Scope + ".", StringComparison.Ordinal)))
            output.Name = layer.Scope;
        layers.Add(layer);
        if (MistakeHints.OfLayer(layer) is { } hint)
            Hints.Add(hint);
    }

    /// <summary>The mistake of a layer that refuses an argument, at that argument in the user's source.</summary>
    private EvaluationException Refuse(Throw refusal, Scope scope)
    {
        var message = Print(Evaluate(refusal.Message, scope), refusal);
        var parameter = refusal.Parameter is null ? null : Evaluate(refusal.Parameter, scope) as string;
        var mark = activation.Arguments.FirstOrDefault(argument => argument.Parameter == parameter)?.Value.Mark ?? Mark.None;
        var (id, text) = message.Length > 8 && message.StartsWith("MG", StringComparison.Ordinal) && message[6] == ':'
            ? (message.Substring(0, 6), message.Substring(7).TrimStart())
            : ("MG0105", message);
        return Error(id, text, mark.IsNone ? activation.Mark : mark);
    }

    private static IEnumerable<Value> Tensors(object? value) => value switch
    {
        Value tensor => [tensor],
        List<object?> list => list.SelectMany(Tensors),
        object?[] tuple => tuple.SelectMany(Tensors),
        _ => [],
    };

    /// <summary>Arguments as operators take them: lists as arrays.</summary>
    private static object? Plain(object? value) => value switch
    {
        List<object?> list => list.Select(Plain).ToArray(),
        Shape shape => shape.Select(extent => (object?)extent).ToArray(),
        _ => value,
    };
}
