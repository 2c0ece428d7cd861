namespace ModelGen.Compiler.Language;

/// <summary>Members of <c>Tensor</c> that are no operators of the graph: they declare, or ask for what is known.</summary>
internal static class Intrinsics
{
    private static readonly Dictionary<string, Func<Interpreter, Call, Mark, object?>> All = new(StringComparer.Ordinal)
    {
        ["Parameter"] = Parameter,
        ["IsTraining"] = (interpreter, _, _) => interpreter.Mode == Mode.Training,
        ["UpdateStatistic"] = UpdateStatistic,
        ["Expose"] = Expose,
        ["Shape"] = (_, call, _) => call.Tensor("this").Shape,
        ["ShapeRank"] = (_, call, _) => call.Integers("this").Length,
        ["ShapeLength"] = (_, call, _) => new Shape(call.Integers("this")).Length,
        ["ShapeExtent"] = (_, call, _) => Extent(new Shape(call.Integers("this")), call.Argument("axis")),
    };

    public static Func<Interpreter, Call, Mark, object?>? Find(string name) => All.TryGetValue(name, out var intrinsic) ? intrinsic : null;

    private static object Extent(Shape shape, object? axis) => axis switch
    {
        EndPosition end => shape[shape.Axis(-end.Distance)],
        int position => shape[shape.Axis(position)],
        _ => throw new GraphException("MG0105", "'axis' of Shape must be an integer that is known at build time."),
    };

    private static object Parameter(Interpreter interpreter, Call call, Mark mark)
    {
        var local = call.Text("name");
        var shape = new Shape(call.Integers("shape"));
        var name = interpreter.Qualify(local);
        if (local.Length == 0 || local.Any(character => char.IsWhiteSpace(character)))
            throw new GraphException("MG0105", "'name' of Parameter must not be empty and have no spaces.");
        if (shape.FirstOrDefault(extent => extent < 1) is var bad && shape.Any(extent => extent < 1))
            throw new GraphException("MG0105", $"'shape' of the parameter {name} has the extent {bad}; extents are at least 1.");
        if (!interpreter.Claim(name))
            throw new GraphException("MG0011", $"There is a parameter {name} already. Give one of the two layers another name, or make the parameter once and pass it to both.");
        var inputs = shape.Rank == 0 ? 1 : shape.Length / shape.RowLength;
        var parameter = interpreter.Graph.AddParameter(new ParameterInfo(
            name,
            shape,
            FrameworkAxes(call, shape, name),
            Start(call, shape),
            FanIn: Or(call, "fanIn", inputs),
            FanOut: Or(call, "fanOut", shape.RowLength),
            Scale: call.Has("scale") ? call.Number("scale") : 1,
            IsTrainable: !call.Has("trainable") || call.Flag("trainable"),
            L1: call.Has("l1") ? call.Number("l1") : 0,
            L2: call.Has("l2") ? call.Number("l2") : 0));
        parameter.Scope = interpreter.Prefix;
        parameter.Location = interpreter.Visible(mark);
        return parameter;
    }

    private static int[] FrameworkAxes(Call call, Shape shape, string name)
    {
        var axes = call.Integers("frameworkAxes");
        if (axes.Length == 0)
            return [.. Enumerable.Range(0, shape.Rank)];
        return axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, shape.Rank))
            ? axes
            : throw new GraphException("MG0105", $"'frameworkAxes' of the parameter {name} must list each axis of {shape} once.");
    }

    private static Initializer Start(Call call, Shape shape)
    {
        var choice = call.Has("initializer") ? call.Choice("initializer") : "Auto";
        if (choice == "Auto")
            return shape.Rank <= 1 ? Initializer.Zeros : Initializer.GlorotUniform;
        return Enum.TryParse<Initializer>(choice, out var initializer)
            ? initializer
            : throw new GraphException("MG0105", $"'initializer' of Parameter has no member {choice}.");
    }

    private static int Or(Call call, string parameter, int otherwise) =>
        call.Has(parameter) && call.Integer(parameter) is > 0 and var number ? number : otherwise;

    private static object? UpdateStatistic(Interpreter interpreter, Call call, Mark mark)
    {
        var (parameter, value) = (call.Tensor("parameter"), call.Tensor("value"));
        if (parameter.Source is not Source.Parameter { Info.IsTrainable: false })
            throw new GraphException("MG0105", "'parameter' of UpdateStatistic must be a parameter with trainable: false.");
        if (value.IsBatched || value.Shape != parameter.Shape)
            throw new GraphException("MG0102", $"The running statistic {parameter.Name} has the shape {parameter.Shape}; its new value is {value.Type}.");
        if (interpreter.Mode == Mode.Training)
            interpreter.Updates.Add((parameter, value));
        return null;
    }

    private static object Expose(Interpreter interpreter, Call call, Mark mark)
    {
        var (value, name) = (call.Tensor(call.Has("x") ? "x" : "this"), call.Text("name"));
        if (interpreter.Exposed.Any(exposed => exposed.Name == name))
            throw new GraphException("MG0011", $"There is an exposed activation '{name}' already.");
        if (value.Producer is not null)
            value.Name ??= interpreter.Qualify(name);
        interpreter.Exposed.Add((value, name));
        return value;
    }
}
