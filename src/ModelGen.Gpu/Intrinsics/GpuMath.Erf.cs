namespace ModelGen;

public static partial class GpuMath
{
    /// <summary>
    /// The error function 2/√π · ∫₀ˣ e^(−t²) dt: up to 0.93 an odd polynomial, beyond that 1 − e^p(x) with a polynomial
    /// for the logarithm of 1 − erf (after Juffa's <c>my_erff</c>, NVIDIA developer forums, 2017).
    /// </summary>
    public static float Erf(float x)
    {
        var size = Min(4, Abs(x));
        var square = size * size;

        var near = Gpu.Fma(-5.96761703e-4f, square, 4.99119423e-3f);
        near = Gpu.Fma(near, square, -2.67681349e-2f);
        near = Gpu.Fma(near, square, 1.12819925e-1f);
        near = Gpu.Fma(near, square, -3.76125336e-1f);
        near = Gpu.Fma(near, square, 1.28379166e-1f);
        near = Gpu.Fma(near, size, size);

        var far = Gpu.Fma(-1.72853470e-5f, size, 3.83197126e-4f);
        far = Gpu.Fma(far, size, -3.88396438e-3f);
        far = Gpu.Fma(far, size, 2.42546219e-2f);
        far = Gpu.Fma(far, size, -1.06777877e-1f);
        far = Gpu.Fma(far, size, -6.34846687e-1f);
        far = Gpu.Fma(far, size, -1.28717512e-1f);
        far = 1 - Exp(Gpu.Fma(far, size, -size));

        return CopySign(size > 0.927734375f ? far : near, x);
    }
}
