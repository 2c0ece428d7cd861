using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace ModelGen;

// Products of small matrices by a warp of 32 threads ("PTX ISA", section "Matrix multiply-accumulate operation"). A thread
// of lane 4g + t holds elements of row g and column t. OpenCL knows no such instructions.
public static partial class Gpu
{
    /// <summary>The nearest number of 10 bits of fraction, as bits of a float; halves go away from zero.</summary>
    [IntrinsicImplementation, Instruction("cvt.rna.tf32.f32 %d, %0;")]
    public static uint ToTf32(float x) => RoundToTf32(x);

    /// <summary>Two bfloat16, <paramref name="low"/> in the lower half; halves go to the even one.</summary>
    [IntrinsicImplementation, Instruction("cvt.rn.bf16x2.f32 %d, %1, %0;")]
    public static uint PackBf16(float low, float high) => Pack(low, high);

    /// <summary>The bfloat16 in the lower half.</summary>
    public static float LowBf16(uint pair) => FromBits(pair << 16);

    /// <summary>The bfloat16 in the upper half.</summary>
    public static float HighBf16(uint pair) => FromBits(pair & 0xFFFF_0000);

    /// <summary>
    /// c (16 × 8) + a (16 × 8) · b (8 × 8) in TF32, sums in floats. a0: (g, t), a1: (g + 8, t), a2: (g, t + 4),
    /// a3: (g + 8, t + 4); b0: (t, g), b1: (t + 4, g); c0, c1: (g, 2t), (g, 2t + 1), c2, c3: the same of row g + 8.
    /// </summary>
    [IntrinsicImplementation]
    [Instruction(
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%d}, {%0, %1, %2, %3}, {%4, %5}, {%6, %7, %8, %9};")]
    public static Float4 MmaTf32(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3) =>
        MultiplyTf32(a0, a1, a2, a3, b0, b1, c0, c1, c2, c3);

    /// <summary><see cref="MmaTf32(uint, uint, uint, uint, uint, uint, float, float, float, float)"/> of a c as it returns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 MmaTf32(UInt4 a, uint b0, uint b1, Float4 c) =>
        MmaTf32(a.X, a.Y, a.Z, a.W, b0, b1, c.X, c.Y, c.Z, c.W);

    /// <summary>
    /// c (16 × 8) + a (16 × 16) · b (16 × 8) in bfloat16, sums in floats. Pairs of neighbours along the sum share a word:
    /// a0: (g, 2t), a1: (g + 8, 2t), a2: (g, 2t + 8), a3: (g + 8, 2t + 8); b0: (2t, g), b1: (2t + 8, g); c as in
    /// <see cref="MmaTf32(uint, uint, uint, uint, uint, uint, float, float, float, float)"/>.
    /// </summary>
    [IntrinsicImplementation]
    [Instruction(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%d}, {%0, %1, %2, %3}, {%4, %5}, {%6, %7, %8, %9};")]
    public static Float4 MmaBf16(
        uint a0, uint a1, uint a2, uint a3, uint b0, uint b1, float c0, float c1, float c2, float c3) =>
        MultiplyBf16(a0, a1, a2, a3, b0, b1, c0, c1, c2, c3);

    /// <summary><see cref="MmaBf16(uint, uint, uint, uint, uint, uint, float, float, float, float)"/> of a c as it returns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 MmaBf16(UInt4 a, uint b0, uint b1, Float4 c) =>
        MmaBf16(a.X, a.Y, a.Z, a.W, b0, b1, c.X, c.Y, c.Z, c.W);

    /// <summary>
    /// Four matrices of 8 × 8 bfloat16 (or 8 × 4 words) from shared memory, each row 16 bytes at a multiple of 16. Lane l
    /// gives the address of row l mod 8 of matrix l / 8 and gets word t of row g of each matrix.
    /// </summary>
    [IntrinsicImplementation]
    [Instruction(
        "{ .reg .u32 from; cvt.u32.u64 from, %shared0; " +
        "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%d}, [from]; }")]
    public static UInt4 LoadMatrix4(ref uint row) => Rows(ref row);

    /// <summary>
    /// As <see cref="LoadMatrix4"/>, each matrix transposed: a lane gets the elements (2t, g) and (2t + 1, g) of each.
    /// </summary>
    [IntrinsicImplementation]
    [Instruction(
        "{ .reg .u32 from; cvt.u32.u64 from, %shared0; " +
        "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%d}, [from]; }")]
    public static UInt4 LoadMatrixTransposed4(ref uint row) => Columns(ref row);
}
