using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>Kingma &amp; Ba, 2015. One flat pass over the whole parameter block.</summary>
public sealed class Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
{
    /// <summary>Moves the parameters one step down the gradient and clears the gradient.</summary>
    public void Update(AlignedBlock parameters, AlignedBlock gradient, AdamState state)
    {
        state.Step++;
        var correction1 = 1 - Math.Pow(beta1, state.Step);
        var correction2 = 1 - Math.Pow(beta2, state.Step);
        var stepSize = (float)(learningRate / correction1);
        var scale = (float)(1 / correction2);

        ref float w = ref parameters[0], g = ref gradient[0], m = ref state.Mean[0], v = ref state.Variance[0];
        var length = (nuint)parameters.Length;
        if (Vector512.IsHardwareAccelerated) Pass<Simd512>(ref w, ref g, ref m, ref v, length, stepSize, scale);
        else if (Vector256.IsHardwareAccelerated) Pass<Simd256>(ref w, ref g, ref m, ref v, length, stepSize, scale);
        else Pass<Simd128>(ref w, ref g, ref m, ref v, length, stepSize, scale);
    }

    // m = β₁ m + (1 − β₁) g,   v = β₂ v + (1 − β₂) g²,   w −= stepSize · m / (√(scale · v) + ε),   g = 0
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass<T>(
        ref float parameter, ref float gradient, ref float mean, ref float variance,
        nuint length, float stepSize, float scale) where T : struct, ISimd<T>
    {
        T keep1 = T.Create(beta1), take1 = T.Create(1 - beta1), step = T.Create(stepSize);
        T keep2 = T.Create(beta2), take2 = T.Create(1 - beta2), unbias = T.Create(scale), tiny = T.Create(epsilon);

        for (nuint i = 0; i < length; i += T.Length)
        {
            var g = T.Load(ref gradient, i);
            var m = T.MultiplyAdd(keep1, T.Load(ref mean, i), take1 * g);
            var v = T.MultiplyAdd(keep2, T.Load(ref variance, i), take2 * g * g);
            var w = T.Load(ref parameter, i) - step * m / (T.Sqrt(unbias * v) + tiny);

            m.Store(ref mean, i);
            v.Store(ref variance, i);
            w.Store(ref parameter, i);
            T.Create(0).Store(ref gradient, i);
        }
    }
}

/// <summary>What Adam remembers of one parameter block, in the same layout.</summary>
public sealed class AdamState(int length)
{
    public AlignedBlock Mean { get; } = new(length);

    public AlignedBlock Variance { get; } = new(length);

    public int Step { get; set; }
}
