using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>Positions that go through the kernels together: some of one sample, or all that are given of several.</summary>
/// <param name="FirstSample">The first sample.</param>
/// <param name="Samples">How many samples.</param>
/// <param name="Row">The first position, counted through all samples as they lie in the caller's spans.</param>
/// <param name="Length">The positions of each sample.</param>
/// <param name="Start">Which position of its sample the first is.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct PositionPiece(nuint FirstSample, nuint Samples, nuint Row, nuint Length, nuint Start)
{
    /// <summary>The positions of all samples.</summary>
    public nuint Count => Samples * Length;
}

/// <summary>Cuts the positions of samples into pieces that fit into the memory of a call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct PositionPieces
{
    private readonly nuint count, length, start, rows, samples;
    private nuint sample, position;

    private PositionPieces(nuint count, nuint length, nuint start, nuint rows, nuint samples) =>
        (this.count, this.length, this.start, this.rows, this.samples) = (count, length, start, rows, samples);

    /// <summary>All pieces, in the order of the samples and their positions.</summary>
    /// <param name="count">The samples.</param>
    /// <param name="length">The positions of each.</param>
    /// <param name="start">What came before of each.</param>
    /// <param name="rows">The most positions in a piece, all samples together.</param>
    /// <param name="samples">The most samples in a piece.</param>
    public static PositionPieces Of(int count, int length, int start, int rows, int samples) =>
        new((nuint)count, (nuint)length, (nuint)start, (nuint)rows, (nuint)samples);

    /// <summary>The piece.</summary>
    public PositionPiece Current { get; private set; }

    /// <summary>For <see langword="foreach"/>.</summary>
    public readonly PositionPieces GetEnumerator() => this;

    /// <summary>Goes to the next piece, if there is one.</summary>
    public bool MoveNext()
    {
        if (sample >= count || length == 0) return false;
        if (length > rows)
        {
            // One sample, in pieces as equal as possible.
            var taken = RowTiles.Next(length - position, rows);
            Current = new PositionPiece(sample, 1, sample * length + position, taken, start + position);
            position += taken;
            if (position == length) (sample, position) = (sample + 1, 0);
            return true;
        }
        var together = RowTiles.Next(count - sample, Math.Min(rows / length, samples));
        Current = new PositionPiece(sample, together, sample * length, length, start);
        sample += together;
        return true;
    }
}
