namespace ModelGen.Compiler;

/// <summary>What an operand of a recurrence is.</summary>
public enum RecurrentOperand
{
    /// <summary>The inputs of the gates at every step, biases included, (T, G·H).</summary>
    Gates,

    /// <summary>The recurrent weights, (H, G·H); in the derivative transposed, (G·H, H).</summary>
    Weight,

    /// <summary>The cell's trained numbers, (V·H).</summary>
    Vectors,

    /// <summary>A state before the first step, (H).</summary>
    Initial,

    /// <summary>1 where a step counts and 0 where it is padding, (T).</summary>
    Mask,

    /// <summary>What h is multiplied by before it goes into the product, the same at every step, (H).</summary>
    Dropout,

    /// <summary>The kept activations, (T, K·H).</summary>
    Activations,

    /// <summary>A state after every step, (T, H).</summary>
    State,

    /// <summary>∂loss/∂(a state after every step), as far as it comes from outside, (T, H).</summary>
    StateGradient,
}

/// <summary>The order of the operands of a recurrence: which there are depends on the cell and its use.</summary>
public sealed class RecurrentOperands(params (RecurrentOperand Kind, int Index)[] operands)
{
    public int Count => operands.Length;

    public (RecurrentOperand Kind, int Index) this[int position] => operands[position];

    /// <summary>The position of an operand; −1 where there is none.</summary>
    public int Find(RecurrentOperand kind, int index = 0) => Array.IndexOf(operands, (kind, index));

    public bool Has(RecurrentOperand kind, int index = 0) => Find(kind, index) >= 0;
}
