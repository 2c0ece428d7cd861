namespace ModelGen.Compiler.Reference;

public sealed partial class Interpreter
{
    private double[] Map(Scalar expression, TensorType result, TensorType[] types, double[][] inputs)
    {
        var places = types.Select(type => Places(type, result)).ToArray();
        var y = new double[Count(result)];
        for (var i = 0; i < y.Length; i++)
            y[i] = ScalarValue.Of(expression, argument => inputs[argument][places[argument][i]]);
        return y;
    }

    // For each element of the result the element of an operand that is broadcast to it.
    private int[] Places(TensorType operand, TensorType result)
    {
        var places = new int[Count(result)];
        var length = result.Shape.Length;
        for (var i = 0; i < places.Length; i++)
        {
            var rest = i % length;
            var place = 0;
            var stride = 1;
            for (var axis = 1; axis <= result.Shape.Rank; axis++)
            {
                var extent = result.Shape[result.Shape.Rank - axis];
                if (axis <= operand.Shape.Rank)
                {
                    var own = operand.Shape[operand.Shape.Rank - axis];
                    if (own != 1) place += rest % extent * stride;
                    stride *= own;
                }
                rest /= extent;
            }
            places[i] = place + (operand.IsBatched ? i / length * operand.Shape.Length : 0);
        }
        return places;
    }
}
