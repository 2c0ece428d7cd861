using System.Globalization;
using System.Text;

namespace ModelGen.Compiler;

/// <summary>
/// The description of a graph that models carry, one line for each tensor and node:
/// <code>
/// input %0 real N,28,28,1 @image
/// parameter %1 @conv1.weight
/// int64 %2 [2] 0,-1
/// %3 = Conv %0 %1 _ strides=[2,2] @conv1
/// output %3 real N,13,13,32 @output
/// </code>
/// A node's optional input that is left out is <c>_</c>; a graph among its attributes stands below it up to <c>}</c>. What
/// follows <c>@</c> is the name of a tensor.
/// </summary>
public static class OnnxText
{
    public static string Write(OnnxGraph graph)
    {
        var text = new StringBuilder();
        Write(graph, text, "");
        return text.ToString();
    }

    private static void Write(OnnxGraph graph, StringBuilder text, string indentation)
    {
        foreach (var input in graph.Inputs) Line("input ", input);
        foreach (var parameter in graph.Parameters) Line($"parameter %{parameter.Id} @{parameter.Name}");
        foreach (var (value, type, extents, numbers) in graph.Constants)
            Line($"{type} %{value.Id} [{string.Join(",", extents)}] {string.Join(",", numbers.Select(number => Number(number, type)))}");
        foreach (var node in graph.Nodes)
        {
            Line(string.Join(" ", node.Outputs.Select(Text)) + " = " + node.Operator
                + string.Concat(node.Inputs.Select(input => " " + (input is null ? "_" : Text(input))))
                + string.Concat(node.Attributes.Select(attribute => $" {attribute.Name}={Attribute(attribute.Value)}"))
                + (node.Outputs[0].Name is { } name ? " @" + name : ""));
            foreach (var body in node.Attributes.Select(attribute => attribute.Value).OfType<OnnxGraph>())
            {
                Write(body, text, indentation + "  ");
                Line("}");
            }
        }
        foreach (var output in graph.Outputs) Line("output ", output);

        void Line(string line, OnnxPort? port = null)
        {
            text.Append(indentation).Append(line);
            if (port is var (value, element, extents))
                text.Append($"%{value.Id} {(element == ElementType.Index ? "index" : "real")} {(extents is null ? "?" : string.Join(",", extents))}{(value.Name is null ? "" : " @" + value.Name)}");
            text.Append('\n');
        }
    }

    private static string Text(OnnxValue value) => "%" + value.Id;

    private static string Attribute(object value) => value switch
    {
        int number => number.ToString(CultureInfo.InvariantCulture),
        int[] numbers => $"[{string.Join(",", numbers)}]",
        double number => Number(number, "float") + "f",
        string text => $"'{text}'",
        string[] texts => $"[{string.Join(",", texts.Select(text => $"'{text}'"))}]",
        OnnxGraph => "{",
        _ => throw new InvalidOperationException($"An attribute of ONNX cannot be {value}."),
    };

    private static string Number(double number, string type) => type switch
    {
        "int64" => ((long)number).ToString(CultureInfo.InvariantCulture),
        "double" => number.ToString("R", CultureInfo.InvariantCulture),
        _ when float.IsInfinity((float)number) => number > 0 ? "inf" : "-inf",
        _ when float.IsNaN((float)number) => "nan",
        _ => Emit.CodeWriter.Literal(number).TrimEnd('f'),
    };
}
