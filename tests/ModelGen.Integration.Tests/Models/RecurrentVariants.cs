namespace ModelGen.Integration.Tests.Models;

/// <summary>Recurrent nets in every combination that no golden model has.</summary>
[Model(Loss = Losses.MeanSquaredError)]
public sealed partial class RecurrentVariants
{
    static Tensor Forward([Input(6, 5)] Tensor x, [Input] Indices length, [Input(4, 7)] Tensor state)
    {
        var mask = length.LengthMask(6);
        var (output, hidden, cell) = x.LSTMWithState(
            7, mask, state, state.Tanh(), returnSequences: true, bidirectional: true, layers: 2);
        var (last, units) = output.GRUWithState(20, mask, returnSequences: true, reversed: true);
        var simple = last.SimpleRNN(5, mask, bidirectional: true, name: "simple");
        return (hidden.Sum(0) + cell.Mean(0)).Concat(units).Concat(simple).Dense(3);
    }
}

/// <summary>Dropout on inputs and on states.</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(6, 5)]
[GRU(9, returnSequences: true, layers: 2, dropout: 0.3f, recurrentDropout: 0.2f)]
[LSTM(18, bidirectional: true, peepholes: true, recurrentDropout: 0.4f)]
[Dense(2)]
public sealed partial class RecurrentDropout;

/// <summary>One padded sequence, its steps counted by a mask.</summary>
[Model]
public sealed partial class MaskedSequence
{
    static Tensor Forward([Input(8, 3)] Tensor x, [Input] Indices length) =>
        x.LSTM(6, length.LengthMask(8), layers: 2, name: "lstm");
}

/// <summary>The same net over as many steps as there are.</summary>
[Model]
[Input(5, 3)]
[LSTM(6, layers: 2, name: "lstm")]
public sealed partial class WholeSequence;
