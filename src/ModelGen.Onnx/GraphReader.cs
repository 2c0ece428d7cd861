using System.Globalization;
using System.Text;
using Onnx;

namespace ModelGen.Onnx;

/// <summary>
/// Reads the description that a generated model carries: a line for each input, parameter, constant, node and output, as
/// <c>OnnxText</c> in ModelGen.Compiler writes it.
/// </summary>
internal sealed class GraphReader(string model, ParameterSet parameters)
{
    private readonly TensorNames names = new();

    public GraphProto Read(ReadOnlySpan<byte> description)
    {
        var lines = Encoding.UTF8.GetString(description).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(DescriptionLine.Read).ToList();
        if (lines is [{ Kind: "unsupported" } refused])
            throw new NotSupportedException($"{model} cannot be exported: ONNX has no counterpart of {refused.Words[0]}.");
        // What callers see keeps its name; others make way.
        foreach (var kind in (string[])["input", "output", "parameter", ""])
            foreach (var line in lines.Where(line => kind.Length > 0 ? line.Kind == kind : line.Kind.StartsWith('%')))
                names.Claim(line.Tensor, line.Name);
        var next = 0;
        return Read(lines, ref next, model);
    }

    private GraphProto Read(List<DescriptionLine> lines, ref int next, string name)
    {
        var graph = new GraphProto { Name = name };
        while (next < lines.Count)
        {
            var line = lines[next++];
            switch (line.Kind)
            {
                case "}":
                    return graph;
                case "input":
                    graph.Input.Add(Port(line));
                    break;
                case "output":
                    graph.Output.Add(Port(line));
                    break;
                case "parameter":
                    graph.Initializer.Add(Tensors.Of(names[line.Tensor], parameters[line.Name]));
                    break;
                case "float" or "double" or "int64":
                    graph.Initializer.Add(Tensors.Of(names[line.Tensor], line));
                    break;
                default:
                    graph.Node.Add(Node(line, lines, ref next));
                    break;
            }
        }
        return graph;
    }

    private NodeProto Node(DescriptionLine line, List<DescriptionLine> lines, ref int next)
    {
        var equals = Array.IndexOf(line.Words, "=");
        var node = new NodeProto { OpType = line.Words[equals + 1] };
        node.Output.Add(line.Kind == "=" ? [] : [names[line.Kind], .. line.Words[..equals].Select(word => names[word])]);
        node.Name = node.OpType + "_" + node.Output[0];
        foreach (var word in line.Words[(equals + 2)..])
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var split)
                node.Attribute.Add(word[(split + 1)..] == "{"
                    ? new AttributeProto { Name = word[..split], Type = AttributeProto.Types.AttributeType.Graph, G = Read(lines, ref next, word[..split]) }
                    : Attributes.Of(word[..split], word[(split + 1)..]));
            else
                node.Input.Add(word == "_" ? "" : names[word]);
        return node;
    }

    private ValueInfoProto Port(DescriptionLine line)
    {
        var tensor = new TypeProto.Types.Tensor
        {
            ElemType = (int)(line.Words[1] == "index" ? TensorProto.Types.DataType.Int32 : TensorProto.Types.DataType.Float),
        };
        if (line.Words[2] != "?")
        {
            tensor.Shape = new TensorShapeProto();
            foreach (var extent in line.Words[2].Split(','))
                tensor.Shape.Dim.Add(long.TryParse(extent, CultureInfo.InvariantCulture, out var number)
                    ? new TensorShapeProto.Types.Dimension { DimValue = number }
                    : new TensorShapeProto.Types.Dimension { DimParam = extent });
        }
        return new ValueInfoProto { Name = names[line.Tensor], Type = new TypeProto { TensorType = tensor } };
    }
}
