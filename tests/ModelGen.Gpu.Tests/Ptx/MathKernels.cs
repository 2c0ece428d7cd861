using ILGPU;

namespace ModelGen.Tests.Ptx;

/// <summary>Each function of <see cref="GpuMath"/> as a kernel, for its text and for its values.</summary>
internal static class MathKernels
{
    public static void Exp(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Exp(x[i]);
    }

    public static void Log(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Log(x[i]);
    }

    public static void Log1p(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Log1p(x[i]);
    }

    public static void Sin(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Sin(x[i]);
    }

    public static void Cos(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Cos(x[i]);
    }

    public static void Erf(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Erf(x[i]);
    }

    public static void Tanh(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Tanh(x[i]);
    }

    public static void Sigmoid(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Sigmoid(x[i]);
    }

    public static void Power(ArrayView<float> x, ArrayView<float> exponents, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Power(x[i], exponents[i]);
    }

    public static void ReciprocalSqrt(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.ReciprocalSqrt(x[i]);
    }

    public static void Sign(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Sign(x[i]);
    }

    public static void Extremes(ArrayView<float> x, ArrayView<float> y, int n)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < n) y[i] = GpuMath.Max(x[i], 0) + GpuMath.Min(x[i], 1) + GpuMath.Abs(x[i]) + GpuMath.Floor(x[i]) + GpuMath.Round(x[i]) + GpuMath.Sqrt(x[i]);
    }
}
