namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Long short-term memory (Hochreiter and Schmidhuber, 1997), gates in PyTorch's order i, f, g, o: i, f, o =
    /// σ(x[t] · W + b + h[t−1] · U), g = tanh(…), c[t] = f · c[t−1] + i · g, h[t] = o · tanh(c[t]): (steps,
    /// features) → (units). In training and prediction the input products of all steps are one matrix product.
    /// Parameters, in files as in PyTorch: <c>weight_ih_l0</c> (4 · units, features), <c>weight_hh_l0</c> (4 ·
    /// units, units), <c>bias_ih_l0</c> (4 · units); PyTorch's second bias is added to it when a file is loaded;
    /// with peepholes <c>peephole_l0</c> (3 · units), for i, f and o; of further layers <c>…_l1</c>, of the backward
    /// direction <c>…_l0_reverse</c>.
    /// </summary>
    /// <param name="x">(steps, features).</param>
    /// <param name="units">The length of h.</param>
    /// <param name="returnSequences">
    /// Whether h after every step is returned, (steps, …); by default only h after the last one.
    /// </param>
    /// <param name="bidirectional">
    /// Whether a second cell runs from the last step to the first; results are put one behind the other, (…, 2 · units).
    /// </param>
    /// <param name="reversed">Whether the steps run from the last to the first; results stay in the order of time.</param>
    /// <param name="layers">How many layers are stacked, each over all steps of the one below; 1 by default.</param>
    /// <param name="dropout">
    /// The share of each layer's inputs that are set to zero in training, the same at every step (Gal and Ghahramani, 2016).
    /// </param>
    /// <param name="recurrentDropout">
    /// The share of h that is set to zero in training before it goes into the recurrent product, the same at every step.
    /// </param>
    /// <param name="peepholes">Whether i and f see c[t−1], and o sees c[t] (Gers and Schmidhuber, 2000); by default they do not.</param>
    /// <param name="useBias">Whether biases are added; by default they are, and start at zero.</param>
    /// <param name="name">The layer's name; by default <c>lstm1</c>, <c>lstm2</c>, …</param>
    [LayerKind("lstm")]
    public static Tensor LSTM(
        this Tensor x,
        int units,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        bool peepholes = false,
        bool useBias = true,
        string? name = null) =>
        RecurrentStack.Run(
            x, new(peepholes ? RecurrentCell.PeepholeLstm : RecurrentCell.Lstm, units, returnSequences, bidirectional, reversed, layers, dropout, recurrentDropout, useBias),
            null, null, null).Output;

    /// <summary>The same over sequences of different lengths, padded to the same number of steps.</summary>
    /// <inheritdoc cref="LSTM(Tensor, int, bool, bool, bool, int, float, float, bool, bool, string?)"/>
    /// <remarks>
    /// <paramref name="mask"/> (steps): 0 where a step is padding, which carries the states over:
    /// <c>tokens.NotEqual(0)</c> or <c>lengths.LengthMask(steps)</c>.
    /// </remarks>
    [LayerKind("lstm")]
    public static Tensor LSTM(
        this Tensor x,
        int units,
        Tensor mask,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        bool peepholes = false,
        bool useBias = true,
        string? name = null) =>
        RecurrentStack.Run(
            x, new(peepholes ? RecurrentCell.PeepholeLstm : RecurrentCell.Lstm, units, returnSequences, bidirectional, reversed, layers, dropout, recurrentDropout, useBias),
            mask, null, null).Output;

    /// <summary>The same from given states, with the states after the last step besides the output.</summary>
    /// <inheritdoc cref="LSTM(Tensor, int, bool, bool, bool, int, float, float, bool, bool, string?)"/>
    /// <remarks>
    /// <paramref name="mask"/> (steps): 0 where a step is padding, which carries the states over:
    /// <c>tokens.NotEqual(0)</c> or <c>lengths.LengthMask(steps)</c>.
    /// <paramref name="hidden"/>: h before the first step, (units), or (layers · directions, units) in PyTorch's order:
    /// of each layer forward, backward. It is 0 by default, and returned in the same shape.
    /// <paramref name="cell"/>: c before the first step, likewise.
    /// </remarks>
    [LayerKind("lstm")]
    public static (Tensor Output, Tensor Hidden, Tensor Cell) LSTMWithState(
        this Tensor x,
        int units,
        Tensor? mask = null,
        Tensor? hidden = null,
        Tensor? cell = null,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        bool peepholes = false,
        bool useBias = true,
        string? name = null) =>
        RecurrentStack.Run(
            x, new(peepholes ? RecurrentCell.PeepholeLstm : RecurrentCell.Lstm, units, returnSequences, bidirectional, reversed, layers, dropout, recurrentDropout, useBias),
            mask, hidden, cell);
}
