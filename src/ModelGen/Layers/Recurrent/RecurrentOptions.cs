namespace ModelGen;

/// <summary>What recurrent layers have in common; see <see cref="Layers.LSTM(Tensor, int, bool, bool, bool, int, float, float, bool, bool, string?)"/>.</summary>
internal sealed record RecurrentOptions(
    RecurrentCell Cell,
    int Units,
    bool ReturnSequences,
    bool Bidirectional,
    bool Reversed,
    int Layers,
    float Dropout,
    float RecurrentDropout,
    bool UseBias)
{
    /// <summary>Gates of a unit, so many columns of its weights.</summary>
    public int Gates => Cell switch
    {
        RecurrentCell.Gru => 3,
        RecurrentCell.Lstm or RecurrentCell.PeepholeLstm => 4,
        _ => 1,
    };

    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>How many cells run: one for each direction of each layer.</summary>
    public int Runs => Layers * Directions;
}
