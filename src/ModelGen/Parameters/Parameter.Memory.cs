using ModelGen.Numerics;

namespace ModelGen;

// For what goes over parameters after every step: where their elements lie, worked out once.
public sealed partial class Parameter
{
    /// <summary>The floats of the block that belong to this parameter, padding among them.</summary>
    internal ParameterMemory Memory
    {
        get
        {
            var length = 0;
            foreach (var place in Places()) length = Math.Max(length, place + 1);
            return new(Owner.Block, offset, length);
        }
    }

    /// <summary>For each element, row-major in <see cref="Shape"/>, its place in <see cref="Memory"/>.</summary>
    internal int[] Places()
    {
        var walk = new FrameworkOrder(this);
        var places = new int[Length];
        foreach (ref var place in places.AsSpan()) place = walk.Next() - offset;
        return places;
    }
}

/// <summary>A part of a block.</summary>
internal readonly record struct ParameterMemory(AlignedBlock Block, int Offset, int Length)
{
    public Span<float> Span => Block.Span.Slice(Offset, Length);
}
