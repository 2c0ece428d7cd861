using System.ComponentModel;
using ILGPU.IR.Intrinsics;

namespace ModelGen;

/// <summary>
/// The functions of activations and losses in kernels: one float at a time, with the polynomials of
/// <see cref="Numerics.SimdMath"/>, so that a device gives what the processor gives. Relative errors are below 2e-7, NaN
/// stays NaN, and infinities go to their limits.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class GpuMath
{
    /// <summary>The nearest whole number; halves go to the even one.</summary>
    [IntrinsicImplementation, Instruction("cvt.rni.f32.f32 %d, %0;", "rint({0})")]
    public static float Round(float x) => MathF.Round(x);

    /// <summary>The largest whole number up to x.</summary>
    [IntrinsicImplementation, Instruction("cvt.rmi.f32.f32 %d, %0;", "floor({0})")]
    public static float Floor(float x) => MathF.Floor(x);

    /// <summary>√x, correctly rounded; NaN below 0.</summary>
    [IntrinsicImplementation, Instruction("sqrt.rn.f32 %d, %0;", "sqrt({0})")]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>|x|</summary>
    [IntrinsicImplementation, Instruction("abs.f32 %d, %0;", "fabs({0})")]
    public static float Abs(float x) => MathF.Abs(x);

    /// <summary>The larger one; NaN if either is.</summary>
    [IntrinsicImplementation, Instruction("max.NaN.f32 %d, %0, %1;", "{0} > {1} || isnan({0}) ? {0} : {1}")]
    public static float Max(float a, float b) => a > b || float.IsNaN(a) ? a : b;

    /// <summary>The smaller one; NaN if either is.</summary>
    [IntrinsicImplementation, Instruction("min.NaN.f32 %d, %0, %1;", "{0} < {1} || isnan({0}) ? {0} : {1}")]
    public static float Min(float a, float b) => a < b || float.IsNaN(a) ? a : b;

    /// <summary>1/√x: ∞ at 0, NaN below.</summary>
    public static float ReciprocalSqrt(float x) => 1 / Sqrt(x);

    /// <summary>−1, 0 or 1.</summary>
    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x;

    // The size of one with the sign of the other.
    private static float CopySign(float size, float sign) =>
        Gpu.FromBits(Gpu.Bits(size) & 0x7FFF_FFFF | Gpu.Bits(sign) & 0x8000_0000);
}
