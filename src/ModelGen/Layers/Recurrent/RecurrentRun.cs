namespace ModelGen;

/// <summary>One direction of one recurrent layer, with its parameters as in PyTorch.</summary>
internal static class RecurrentRun
{
    /// <summary>The input products of all steps are one matrix product; then the cell runs over the steps.</summary>
    public static (Tensor Hidden, Tensor State) Run(
        Tensor x, RecurrentOptions options, string suffix, bool reversed, Tensor? mask, Tensor? hidden, Tensor? state)
    {
        var units = options.Units;
        var columns = options.Gates * units;
        var input = Tensor.Parameter(
            "weight_ih" + suffix, [x.Shape[1], columns], Initializer.GlorotUniform, frameworkAxes: [1, 0]);
        var weight = Tensor.Parameter("weight_hh" + suffix, [units, columns], Initializer.Orthogonal, frameworkAxes: [1, 0]);
        var gates = x.MatMul(input);
        Tensor? vectors = null;
        if (options.UseBias)
        {
            var bias = Tensor.Parameter("bias_ih" + suffix, [columns], Initializer.Zeros);
            if (options.Cell == RecurrentCell.Gru)
            {
                // Those of r and z add to the input's; that of n stands inside the reset.
                var recurrent = Tensor.Parameter("bias_hh" + suffix, [columns], Initializer.Zeros);
                bias += recurrent.Slice(0, 0, 2 * units).Pad([0], [units]);
                vectors = recurrent.Slice(0, 2 * units, units);
            }
            gates += bias;
        }
        if (options.Cell == RecurrentCell.PeepholeLstm)
            vectors = Tensor.Parameter("peephole" + suffix, [3 * units], Initializer.Zeros);
        Tensor? dropout = null;
        if (options.RecurrentDropout != 0 && Tensor.IsTraining)
            dropout = Primitives.DropoutMask(gates.Slice(0, 0, 1).Reshape(columns).Slice(0, 0, units), options.RecurrentDropout);
        return Primitives.Recurrence(gates, weight, options.Cell, reversed, vectors, mask, dropout, hidden, state);
    }
}
