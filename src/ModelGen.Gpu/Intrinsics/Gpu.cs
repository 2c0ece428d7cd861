using System.ComponentModel;
using System.Runtime.CompilerServices;
using ILGPU.IR.Intrinsics;

namespace ModelGen;

/// <summary>
/// The instructions that kernels need and C# has no word for: what each does is its body here, which the emulator runs;
/// on CUDA it is the line of PTX above it, on OpenCL the expression beside that.
/// </summary>
/// <remarks>
/// ILGPU prints <c>a * b + c</c> as a product and a sum and leaves it to the driver's assembler to fuse them. Where the
/// rounding matters, say <see cref="Fma(float, float, float)"/> or <see cref="Multiply"/>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Gpu
{
    /// <summary>a · b + c, rounded once.</summary>
    [IntrinsicImplementation, Instruction("fma.rn.f32 %d, %0, %1, %2;", "fma({0}, {1}, {2})")]
    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>a · b + c for four numbers b and c, each rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Fma(float a, Float4 b, Float4 c) =>
        new(Fma(a, b.X, c.X), Fma(a, b.Y, c.Y), Fma(a, b.Z, c.Z), Fma(a, b.W, c.W));

    /// <summary>a · b, rounded by itself: never fused with an addition that follows.</summary>
    [IntrinsicImplementation, Instruction("mul.rn.f32 %d, %0, %1;", "{0} * {1}")]
    public static float Multiply(float a, float b) => a * b;

    /// <summary>The bits of a float.</summary>
    [IntrinsicImplementation, Instruction("mov.b32 %d, %0;", "as_uint({0})")]
    public static uint Bits(float x) => BitConverter.SingleToUInt32Bits(x);

    /// <summary>The float of these bits.</summary>
    [IntrinsicImplementation, Instruction("mov.b32 %d, %0;", "as_float({0})")]
    public static float FromBits(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    /// <summary>The nearest float; halves go to the even one.</summary>
    [IntrinsicImplementation, Instruction("cvt.rn.f32.s32 %d, %0;", "convert_float({0})")]
    public static float ToFloat(int x) => x;

    /// <summary>A whole number below 2³¹ as an integer.</summary>
    [IntrinsicImplementation, Instruction("cvt.rzi.s32.f32 %d, %0;", "convert_int_sat({0})")]
    public static int ToInt(float whole) => (int)whole;

    /// <summary>The nearest float to x · 2⁻⁶⁴.</summary>
    [IntrinsicImplementation]
    [Instruction(
        "{ .reg .f32 f; cvt.rn.f32.s64 f, %0; mul.rn.f32 %d, f, 0f1F800000; }",
        "convert_float({0}) * 5.42101086e-20f")]
    public static float ToFraction(long x) => x * 5.42101086e-20f;
}
