using System.Text;

namespace ModelGen.Compiler;

/// <summary>A graph as text, one line for each source, node and output, to be read in tests and when debugging.</summary>
public static class GraphText
{
    /// <summary>
    /// Values are numbered in order: <c>%3 hidden (N, 64) = Relu(%2)</c>. Graphs with equal text compute the same.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="withNames">Whether values are shown with their names too.</param>
    public static string Write(Graph graph, bool withNames = true)
    {
        var text = new StringBuilder();
        var numbers = new Dictionary<Value, int>();
        foreach (var source in graph.Sources)
            text.Append(Defined(source)).Append(" = ").Append(Describe(source.Source!)).Append('\n');
        foreach (var node in graph.Nodes)
        {
            text.Append(string.Join(", ", node.Outputs.Select(Defined))).Append(" = ").Append(Describe(node.Operator));
            text.Append('(').Append(string.Join(", ", node.Inputs.Select(Number))).Append(")\n");
        }
        foreach (var output in graph.Outputs)
        {
            text.Append(output.Kind.ToString().ToLowerInvariant()).Append(' ').Append(withNames ? output.Name : "").Append(" = ").Append(Number(output.Value));
            text.Append(output.Of is null ? "" : " of " + Number(output.Of)).Append('\n');
        }
        return text.ToString();

        string Defined(Value value)
        {
            numbers.Add(value, numbers.Count);
            return $"{Number(value)}{(value.Name is null || !withNames ? "" : " " + value.Name)} {value.Type}";
        }

        string Number(Value value) => numbers.TryGetValue(value, out var number) ? "%" + number : "%?";
    }

    /// <summary>An expression with its arguments as <c>a</c>, <c>b</c>, …: <c>Add(Multiply(a, b), 1)</c>.</summary>
    public static string Write(Scalar expression) => expression switch
    {
        Scalar.Argument(var index) => ((char)('a' + index)).ToString(),
        Scalar.Literal(var number) => Emit.CodeWriter.Literal(number).TrimEnd('f'),
        Scalar.Apply(var function, var arguments) => $"{function}({string.Join(", ", arguments.Select(Write))})",
        _ => throw new InvalidOperationException($"Unknown scalar {expression}."),
    };

    private static string Describe(Source source) => source switch
    {
        Source.Input(_, var ordinal, _) => $"input {ordinal}",
        Source.Target(_, var ordinal, _) => $"target {ordinal}",
        Source.OutputGradient(_, var ordinal) => $"gradient of output {ordinal}",
        Source.Parameter(var info) => info.IsTrainable ? "parameter" : "statistic",
        _ => "loss share",
    };

    private static string Describe(Operator @operator)
    {
        if (@operator is FusedElementwise fused) return $"[{Write(fused.Body)}]";
        // Conv2D { StrideY = 1, … } without the properties that no constructor sets
        var constructor = @operator.GetType().GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var attributes = constructor.GetParameters()
            .Select(parameter => @operator.GetType().GetProperty(parameter.Name!)?.GetValue(@operator))
            .Select(value => value is Operator inner ? Describe(inner) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        return attributes.Length == 0 ? @operator.Name : $"{@operator.Name}<{string.Join(", ", attributes)}>";
    }
}
