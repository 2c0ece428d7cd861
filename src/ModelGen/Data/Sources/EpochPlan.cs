namespace ModelGen;

/// <summary>
/// Which batches of a data source are read, and in which order. All chance in reading is a function of this and of the
/// position within the epoch, so that reading can begin anywhere and always finds the same.
/// </summary>
/// <param name="Epoch">The pass over the data, from 0; each has an order and augmentations of its own.</param>
/// <param name="Seed">Decides all orders and augmentations.</param>
/// <param name="Shuffle">Whether the samples come in random order.</param>
/// <param name="FirstBatch">The batches to pass over at the beginning, as after an interruption.</param>
public readonly record struct EpochPlan(int Epoch, int Seed = 0, bool Shuffle = true, int FirstBatch = 0)
{
    /// <summary>All samples in their own order, as they are evaluated.</summary>
    public static EpochPlan InOrder => new(0, Shuffle: false);

    /// <summary>The generator that the epoch's order comes from.</summary>
    internal SplitMix64 OrderRandom => SplitMix64.For(unchecked((uint)Seed), (ulong)Epoch + 1);

    /// <summary>A number for the augmentation of one sample, different for every epoch, position and purpose.</summary>
    internal ulong SampleSeed(int position, int purpose) =>
        SplitMix64.For(SplitMix64.For(unchecked((uint)Seed), ((ulong)(uint)purpose << 32) | (uint)Epoch).Next(), (uint)position).Next();
}
