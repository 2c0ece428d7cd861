namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A simple recurrent net, h[t] = tanh(x[t] · W + b + h[t−1] · U) (Elman, 1990): (steps, features) → (units). In
    /// training and prediction the input products of all steps are one matrix product.
    /// Parameters, in files as in PyTorch: <c>weight_ih_l0</c> (units, features), <c>weight_hh_l0</c> (units,
    /// units), <c>bias_ih_l0</c> (units); of further layers <c>…_l1</c>, of the backward direction
    /// <c>…_l0_reverse</c>.
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
    /// <param name="activation">Activation.Tanh or Activation.Relu; tanh by default.</param>
    /// <param name="useBias">Whether biases are added; by default they are, and start at zero.</param>
    /// <param name="name">The layer's name; by default <c>rnn1</c>, <c>rnn2</c>, …</param>
    [LayerKind("rnn")]
    public static Tensor SimpleRNN(
        this Tensor x,
        int units,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        Activation activation = Activation.Tanh,
        bool useBias = true,
        string? name = null) =>
        RecurrentStack.Run(
            x, new(Cell(activation), units, returnSequences, bidirectional, reversed, layers, dropout, recurrentDropout, useBias),
            null, null, null).Output;

    /// <summary>The same over sequences of different lengths, padded to the same number of steps.</summary>
    /// <inheritdoc cref="SimpleRNN(Tensor, int, bool, bool, bool, int, float, float, Activation, bool, string?)"/>
    /// <remarks>
    /// <paramref name="mask"/> (steps): 0 where a step is padding, which carries the states over:
    /// <c>tokens.NotEqual(0)</c> or <c>lengths.LengthMask(steps)</c>.
    /// </remarks>
    [LayerKind("rnn")]
    public static Tensor SimpleRNN(
        this Tensor x,
        int units,
        Tensor mask,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        Activation activation = Activation.Tanh,
        bool useBias = true,
        string? name = null) =>
        RecurrentStack.Run(
            x, new(Cell(activation), units, returnSequences, bidirectional, reversed, layers, dropout, recurrentDropout, useBias),
            mask, null, null).Output;

    /// <summary>The same from a given state, with the state after the last step besides the output.</summary>
    /// <inheritdoc cref="SimpleRNN(Tensor, int, bool, bool, bool, int, float, float, Activation, bool, string?)"/>
    /// <remarks>
    /// <paramref name="mask"/> (steps): 0 where a step is padding, which carries the states over:
    /// <c>tokens.NotEqual(0)</c> or <c>lengths.LengthMask(steps)</c>.
    /// <paramref name="hidden"/>: h before the first step, (units), or (layers · directions, units) in PyTorch's order:
    /// of each layer forward, backward. It is 0 by default, and returned in the same shape.
    /// </remarks>
    [LayerKind("rnn")]
    public static (Tensor Output, Tensor Hidden) SimpleRNNWithState(
        this Tensor x,
        int units,
        Tensor? mask = null,
        Tensor? hidden = null,
        bool returnSequences = false,
        bool bidirectional = false,
        bool reversed = false,
        int layers = 1,
        float dropout = 0,
        float recurrentDropout = 0,
        Activation activation = Activation.Tanh,
        bool useBias = true,
        string? name = null)
    {
        var (output, last, _) = RecurrentStack.Run(
            x, new(Cell(activation), units, returnSequences, bidirectional, reversed, layers, dropout, recurrentDropout, useBias),
            mask, hidden, null);
        return (output, last);
    }

    private static RecurrentCell Cell(Activation activation) => activation switch
    {
        Activation.Tanh => RecurrentCell.SimpleRnn,
        Activation.Relu => RecurrentCell.ReluRnn,
        _ => throw new ArgumentException($"'activation' of a simple recurrent net is Tanh or Relu, not {activation}.", "activation"),
    };
}
