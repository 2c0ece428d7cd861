namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private static double[] LookUp(TensorType[] types, double[][] inputs)
    {
        var width = types[0].Shape.Length / types[0].Shape[0];
        return [.. inputs[1].SelectMany(index => inputs[0].Skip((int)index * width).Take(width))];
    }

    // dy may be there for each sample while the indices are the same for all, or the other way round.
    private double[] Scatter(TensorType[] types, TensorType result, double[][] inputs)
    {
        var width = result.Shape.Length / result.Shape[0];
        var batched = types.Any(type => type.IsBatched);
        var dy = Places(types[0], types[0] with { IsBatched = batched });
        var indices = Places(types[1], types[1] with { IsBatched = batched });
        var table = new double[result.Shape.Length];
        for (var i = 0; i < dy.Length; i++)
            table[(int)inputs[1][indices[i / width]] * width + i % width] += inputs[0][dy[i]];
        return table;
    }
}
