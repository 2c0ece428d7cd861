using System.ComponentModel;

namespace ModelGen;

public static partial class Primitives
{
    /// <summary>
    /// A recurrent cell applied step by step. With G gates (one for a simple net, three for a GRU, four for an LSTM):
    /// gates (T, G · H) and weight (H, G · H) give h after every step (T, H), and the cell c of an LSTM (T, H), else h again.
    /// </summary>
    /// <param name="gates">What the input contributes to the gates at every step, with biases.</param>
    /// <param name="weight">The recurrent weights.</param>
    /// <param name="cell">The formulas of a step.</param>
    /// <param name="reversed">Whether the steps run from the last to the first; results stay in the order of time.</param>
    /// <param name="vectors">A GRU's bias of the product of n (H), or peephole weights of i, f and o (3 · H).</param>
    /// <param name="mask">(T): 0 where a step is padding, which carries all states over.</param>
    /// <param name="dropout">(H): what h is multiplied by before it goes into the product, the same at every step.</param>
    /// <param name="hidden">(H): h before the first step; 0 by default.</param>
    /// <param name="state">(H): c before the first step, needed where an LSTM has <paramref name="hidden"/>.</param>
    [Operator]
    public static (Tensor Hidden, Tensor State) Recurrence(
        Tensor gates,
        Tensor weight,
        RecurrentCell cell,
        bool reversed,
        Tensor? vectors,
        Tensor? mask,
        Tensor? dropout,
        Tensor? hidden,
        Tensor? state) => BuildTime.Only<(Tensor, Tensor)>();
}

/// <summary>The formulas of <see cref="Primitives.Recurrence"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum RecurrentCell
{
    /// <summary>h = tanh(x + h·U).</summary>
    SimpleRnn,

    /// <summary>h = max(x + h·U, 0).</summary>
    ReluRnn,

    /// <summary>A gated recurrent unit, its reset gate behind the product.</summary>
    Gru,

    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>Long short-term memory whose gates see the cell.</summary>
    PeepholeLstm,
}
