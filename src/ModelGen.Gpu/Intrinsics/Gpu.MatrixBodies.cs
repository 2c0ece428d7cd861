using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen;

// What matrix instructions do, in C#: each thread gathers what it needs from the others of its warp.
public static partial class Gpu
{
    private static uint RoundToTf32(float x) =>
        float.IsNaN(x) ? 0x7FFF_E000 : (Bits(x) + 0x1000) & 0xFFFF_E000;

    private static uint Pack(float low, float high) => RoundToBf16(low) >> 16 | RoundToBf16(high) & 0xFFFF_0000;

    private static uint RoundToBf16(float x) =>
        float.IsNaN(x) ? 0x7FFF_0000 : Bits(x) + 0x7FFF + (Bits(x) >> 16 & 1);

    private static Float4 MultiplyTf32(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3)
    {
        int row = Warp.LaneIdx & ~3, column = (Warp.LaneIdx & 3) * 8;
        for (var k = 0; k < 4; k++)
        {
            float upper = FromBits(Warp.Shuffle(a0, row + k)), lower = FromBits(Warp.Shuffle(a1, row + k));
            float left = FromBits(Warp.Shuffle(b0, column + k)), right = FromBits(Warp.Shuffle(b0, column + 4 + k));
            float upper4 = FromBits(Warp.Shuffle(a2, row + k)), lower4 = FromBits(Warp.Shuffle(a3, row + k));
            float left4 = FromBits(Warp.Shuffle(b1, column + k)), right4 = FromBits(Warp.Shuffle(b1, column + 4 + k));
            c0 += upper * left + upper4 * left4;
            c1 += upper * right + upper4 * right4;
            c2 += lower * left + lower4 * left4;
            c3 += lower * right + lower4 * right4;
        }
        return new(c0, c1, c2, c3);
    }

    private static Float4 MultiplyBf16(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3)
    {
        int row = Warp.LaneIdx & ~3, column = (Warp.LaneIdx & 3) * 8;
        for (var k = 0; k < 4; k++)
        {
            uint upper = Warp.Shuffle(a0, row + k), lower = Warp.Shuffle(a1, row + k);
            uint left = Warp.Shuffle(b0, column + k), right = Warp.Shuffle(b0, column + 4 + k);
            uint upper8 = Warp.Shuffle(a2, row + k), lower8 = Warp.Shuffle(a3, row + k);
            uint left8 = Warp.Shuffle(b1, column + k), right8 = Warp.Shuffle(b1, column + 4 + k);
            c0 += PairProduct(upper, left) + PairProduct(upper8, left8);
            c1 += PairProduct(upper, right) + PairProduct(upper8, right8);
            c2 += PairProduct(lower, left) + PairProduct(lower8, left8);
            c3 += PairProduct(lower, right) + PairProduct(lower8, right8);
        }
        return new(c0, c1, c2, c3);
    }

    private static float PairProduct(uint a, uint b) => LowBf16(a) * LowBf16(b) + HighBf16(a) * HighBf16(b);

    private static UInt4 Rows(ref uint row)
    {
        int g = Warp.LaneIdx >> 2, t = Warp.LaneIdx & 3;
        return new(
            WordOf(ref row, g, t), WordOf(ref row, 8 + g, t), WordOf(ref row, 16 + g, t), WordOf(ref row, 24 + g, t));
    }

    private static UInt4 Columns(ref uint row) => new(
        PairBelow(ref row, 0), PairBelow(ref row, 8), PairBelow(ref row, 16), PairBelow(ref row, 24));

    // Elements g of rows 2t and 2t + 1 of the matrix whose rows begin at this lane.
    private static uint PairBelow(ref uint row, int firstLane)
    {
        int g = Warp.LaneIdx >> 2, t = Warp.LaneIdx & 3, shift = (g & 1) * 16;
        var upper = WordOf(ref row, firstLane + 2 * t, g >> 1) >> shift & 0xFFFF;
        var lower = WordOf(ref row, firstLane + 2 * t + 1, g >> 1) >> shift & 0xFFFF;
        return upper | lower << 16;
    }

    // Word t of the row of another lane.
    private static uint WordOf(ref uint row, int lane, int t)
    {
        uint w0 = Warp.Shuffle(row, lane), w1 = Warp.Shuffle(Unsafe.Add(ref row, 1), lane);
        uint w2 = Warp.Shuffle(Unsafe.Add(ref row, 2), lane), w3 = Warp.Shuffle(Unsafe.Add(ref row, 3), lane);
        return t == 0 ? w0 : t == 1 ? w1 : t == 2 ? w2 : w3;
    }
}
