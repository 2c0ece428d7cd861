using System.Globalization;
using Google.Protobuf;
using Onnx;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace ModelGen.Onnx;

/// <summary>Attributes of nodes: <c>7</c>, <c>0.2f</c>, <c>'same'</c>, and lists in brackets.</summary>
internal static class Attributes
{
    public static AttributeProto Of(string name, string text)
    {
        var attribute = new AttributeProto { Name = name };
        if (text.StartsWith('['))
        {
            var items = text.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries);
            attribute.Type = items.Any(item => item.StartsWith('\'')) ? Kind.Strings : Kind.Ints;
            if (attribute.Type == Kind.Strings) attribute.Strings.Add(items.Select(Text));
            else attribute.Ints.Add(items.Select(item => long.Parse(item, CultureInfo.InvariantCulture)));
        }
        else if (text.StartsWith('\''))
            (attribute.Type, attribute.S) = (Kind.String, Text(text));
        else if (text.EndsWith('f'))
            (attribute.Type, attribute.F) = (Kind.Float, Tensors.Float(text[..^1]));
        else
            (attribute.Type, attribute.I) = (Kind.Int, long.Parse(text, CultureInfo.InvariantCulture));
        return attribute;
    }

    private static ByteString Text(string quoted) => ByteString.CopyFromUtf8(quoted.Trim('\''));
}
