using ModelGen.Numerics;

namespace ModelGen;

// Parameters in less than 32 bits, as the generated kernels read them: bfloat16 at the places that floats would have; or
// bytes at these places, and behind them (from the next multiple of 16 floats on) a scale for each column.
public sealed partial class Parameter
{
    private void ReadReduced(Span<float> values)
    {
        ref var start = ref Owner.Block[offset];
        var walk = new FrameworkOrder(this);
        foreach (ref var value in values)
        {
            var column = walk.Column;
            var place = (nuint)(walk.Next() - offset);
            value = Format == NumberFormat.BFloat16
                ? Offsets.At(ref Offsets.Halves(ref start), place)
                : Offsets.At(ref Offsets.SignedBytes(ref start), place) * Owner.Block[ScalesAt + column];
        }
    }

    private void WriteReduced(ReadOnlySpan<float> values)
    {
        ref var start = ref Owner.Block[offset];
        if (Format == NumberFormat.Int8) MakeScales(values);
        var walk = new FrameworkOrder(this);
        foreach (var value in values)
        {
            var column = walk.Column;
            var place = (nuint)(walk.Next() - offset);
            if (Format == NumberFormat.BFloat16) Offsets.At(ref Offsets.Halves(ref start), place) = (BFloat16)value;
            else Offsets.At(ref Offsets.SignedBytes(ref start), place) = (sbyte)MathF.Round(value / Owner.Block[ScalesAt + column]);
        }
    }

    // The largest of a column is 127 times its scale.
    private void MakeScales(ReadOnlySpan<float> values)
    {
        var scales = Owner.Block.Span.Slice(ScalesAt, columns);
        scales.Clear();
        var walk = new FrameworkOrder(this);
        foreach (var value in values)
        {
            ref var largest = ref scales[walk.Column];
            largest = MathF.Max(largest, MathF.Abs(value));
            walk.Next();
        }
        foreach (ref var scale in scales)
            scale = scale > 0 ? scale / 127 : 1;
    }

    private int ScalesAt
    {
        get
        {
            var lastPanel = (columns - 1) / panelWidth;
            var bytes = rows * (lastPanel * panelWidth + Math.Min(panelWidth, (columns - lastPanel * panelWidth + 15) / 16 * 16));
            return offset + (bytes + 63) / 64 * 16;
        }
    }
}
