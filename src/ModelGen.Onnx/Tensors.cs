using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace ModelGen.Onnx;

/// <summary>What stands in a file as numbers.</summary>
internal static class Tensors
{
    public static TensorProto Of(string name, Parameter parameter)
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return Of(name, TensorProto.Types.DataType.Float, parameter.Shape.Select(extent => (long)extent), values);
    }

    /// <summary>A constant: <c>int64 %4 [2] 0,-1</c>; one number fills all of it.</summary>
    public static TensorProto Of(string name, DescriptionLine line)
    {
        long[] extents = [.. List(line.Words[1].Trim('[', ']')).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        var length = extents.Aggregate(1L, (product, extent) => product * extent);
        string[] words = [.. List(line.Words.Length > 2 ? line.Words[2] : "")];
        if (words.Length == 1) words = [.. Enumerable.Repeat(words[0], checked((int)length))];
        return line.Kind switch
        {
            "float" => Of(name, TensorProto.Types.DataType.Float, extents, words.Select(Float).ToArray()),
            "double" => Of(name, TensorProto.Types.DataType.Double, extents, words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray()),
            _ => Of(name, TensorProto.Types.DataType.Int64, extents, words.Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray()),
        };
    }

    public static float Float(string word) => word switch
    {
        "inf" => float.PositiveInfinity,
        "-inf" => float.NegativeInfinity,
        "nan" => float.NaN,
        _ => float.Parse(word, CultureInfo.InvariantCulture),
    };

    private static TensorProto Of<T>(string name, TensorProto.Types.DataType type, IEnumerable<long> extents, T[] values) where T : struct => new()
    {
        Name = name,
        DataType = (int)type,
        Dims = { extents },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),     // little-endian, as on every machine that .NET runs on
    };

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
