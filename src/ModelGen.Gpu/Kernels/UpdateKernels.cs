using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen.Kernels;

/// <summary>
/// One step of each optimizer over the flat parameter block, a thread for each parameter; the gradient is cleared. What
/// changes from step to step is in the <see cref="StepHeader"/>, so that a step can be recorded once.
/// </summary>
internal static class UpdateKernels
{
    /// <summary>Groups that the norm of the gradient is summed by.</summary>
    public const int NormGroups = 64;

    private const int Threads = 256;

    /// <summary>The part of Σg² of each of <see cref="NormGroups"/> groups.</summary>
    public static void SumSquares(ArrayView<float> gradient, ArrayView<float> parts, int length)
    {
        var sum = 0f;
        for (var i = Grid.GlobalIndex.X; i < length; i += NormGroups * Threads) sum = Gpu.Fma(gradient[i], gradient[i], sum);
        sum = GpuReduce.GroupSum(sum);
        if (Group.IdxX == 0) parts[Grid.IdxX] = sum;
    }

    /// <summary>clip scale = min(1, bound / (√Σg² + 10⁻⁶)), as PyTorch's <c>clip_grad_norm_</c>; one warp.</summary>
    public static void ClipNorm(ArrayView<float> parts, ArrayView<float> header)
    {
        var sum = GpuReduce.WarpSum(parts[Group.IdxX] + parts[Group.IdxX + 32]);
        if (Group.IdxX == 0) header[StepHeader.ClipScale] = GpuMath.Min(1f, header[StepHeader.ClipNorm] / (GpuMath.Sqrt(sum) + 1e-6f));
    }

    /// <summary>w −= rate · (g + decay · w)</summary>
    public static void Sgd(ArrayView<float> w, ArrayView<float> gradient, ArrayView<float> header, float decay, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length || IsStopped(gradient, header, i)) return;
        var g = Gpu.Fma(decay, w[i], Take(gradient, header, i));
        w[i] = Gpu.Fma(-header[StepHeader.Rate], g, w[i]);
    }

    /// <summary>m = momentum · m + g + decay · w,   w −= rate · m   (Nesterov: rate · (g + momentum · m))</summary>
    public static void SgdWithMomentum(
        ArrayView<float> w, ArrayView<float> gradient, ArrayView<float> velocity, ArrayView<float> header,
        float decay, float momentum, int nesterov, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length || IsStopped(gradient, header, i)) return;
        var g = Gpu.Fma(decay, w[i], Take(gradient, header, i));
        var m = Gpu.Fma(momentum, velocity[i], g);
        velocity[i] = m;
        w[i] = Gpu.Fma(-header[StepHeader.Rate], nesterov != 0 ? Gpu.Fma(momentum, m, g) : m, w[i]);
    }

    /// <summary>
    /// g += decay · w,   m = β₁ m + (1 − β₁) g,   v = β₂ v + (1 − β₂) g²,   w = keep · w − rate · m / (√(scale · v) + ε)
    /// </summary>
    public static void Adam(
        ArrayView<float> w, ArrayView<float> gradient, ArrayView<float> mean, ArrayView<float> variance, ArrayView<float> header,
        float beta1, float take1, float beta2, float take2, float epsilon, float decay, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length || IsStopped(gradient, header, i)) return;
        var g = Gpu.Fma(decay, w[i], Take(gradient, header, i));
        var m = Gpu.Fma(beta1, mean[i], take1 * g);
        var v = Gpu.Fma(beta2, variance[i], take2 * g * g);
        mean[i] = m;
        variance[i] = v;
        w[i] = header[StepHeader.Keep] * w[i] - header[StepHeader.Rate] * m / (GpuMath.Sqrt(header[StepHeader.Scale] * v) + epsilon);
    }

    /// <summary>g += decay · w,   s = α s + (1 − α) g²,   w −= rate · b with b = momentum · b + g / (√s + ε)</summary>
    public static void RmsProp(
        ArrayView<float> w, ArrayView<float> gradient, ArrayView<float> square, ArrayView<float> direction, ArrayView<float> header,
        float alpha, float take, float epsilon, float momentum, float decay, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length || IsStopped(gradient, header, i)) return;
        var g = Gpu.Fma(decay, w[i], Take(gradient, header, i));
        var s = Gpu.Fma(alpha, square[i], take * g * g);
        square[i] = s;
        Descend(w, direction, header, i, g / (GpuMath.Sqrt(s) + epsilon), momentum);
    }

    /// <summary>As <see cref="RmsProp"/>, with √(s − c²) for c = α c + (1 − α) g.</summary>
    public static void CenteredRmsProp(
        ArrayView<float> w, ArrayView<float> gradient, ArrayView<float> square, ArrayView<float> mean, ArrayView<float> direction,
        ArrayView<float> header, float alpha, float take, float epsilon, float momentum, float decay, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length || IsStopped(gradient, header, i)) return;
        var g = Gpu.Fma(decay, w[i], Take(gradient, header, i));
        var s = Gpu.Fma(alpha, square[i], take * g * g);
        var c = Gpu.Fma(alpha, mean[i], take * g);
        square[i] = s;
        mean[i] = c;
        Descend(w, direction, header, i, g / (GpuMath.Sqrt(s - c * c) + epsilon), momentum);
    }

    /// <summary>g += decay · w,   s += g²,   w −= rate · g / (√s + ε)</summary>
    public static void Adagrad(
        ArrayView<float> w, ArrayView<float> gradient, ArrayView<float> sum, ArrayView<float> header,
        float epsilon, float decay, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length || IsStopped(gradient, header, i)) return;
        var g = Gpu.Fma(decay, w[i], Take(gradient, header, i));
        var s = Gpu.Fma(g, g, sum[i]);
        sum[i] = s;
        w[i] -= header[StepHeader.Rate] * g / (GpuMath.Sqrt(s) + epsilon);
    }

    // Where training has stopped, gradients are cleared and nothing else happens.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsStopped(ArrayView<float> gradient, ArrayView<float> header, int i)
    {
        if (header[StepHeader.Stopped] == 0f) return false;
        gradient[i] = 0f;
        return true;
    }

    // The clipped gradient, which is cleared.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Take(ArrayView<float> gradient, ArrayView<float> header, int i)
    {
        var g = gradient[i] * header[StepHeader.ClipScale];
        gradient[i] = 0f;
        var bound = header[StepHeader.ClipValue];
        return GpuMath.Min(bound, GpuMath.Max(-bound, g));
    }

    // Without momentum the direction has no memory: its view is one element that nobody touches.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Descend(ArrayView<float> w, ArrayView<float> direction, ArrayView<float> header, int i, float b, float momentum)
    {
        if (momentum > 0f)
        {
            b = Gpu.Fma(momentum, direction[i], b);
            direction[i] = b;
        }
        w[i] = Gpu.Fma(-header[StepHeader.Rate], b, w[i]);
    }
}
