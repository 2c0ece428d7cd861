using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using ModelGen.Numerics;

namespace ModelGen.Benchmarks.Suites;

/// <summary>The library's vector functions over 4096 floats, each beside <see cref="TensorPrimitives"/>.</summary>
public class VectorMathBenchmarks
{
    private const int Length = 4096;

    private readonly AlignedBlock x = new(Length), y = new(Length);

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        foreach (ref var value in x.Span) value = 8 * random.NextSingle() - 4;
    }

    [Benchmark]
    public void Exp() => Apply<ExpFunction>();

    [Benchmark]
    public void ExpTensorPrimitives() => TensorPrimitives.Exp(x.Span, y.Span);

    [Benchmark]
    public void Tanh() => Apply<TanhFunction>();

    [Benchmark]
    public void TanhTensorPrimitives() => TensorPrimitives.Tanh(x.Span, y.Span);

    [Benchmark]
    public void Sigmoid() => Apply<SigmoidFunction>();

    [Benchmark]
    public void SigmoidTensorPrimitives() => TensorPrimitives.Sigmoid(x.Span, y.Span);

    private void Apply<TFunction>() where TFunction : IFunction
    {
        if (Vector512.IsHardwareAccelerated) Loop<Simd512, TFunction>(ref x[0], ref y[0]);
        else if (Vector256.IsHardwareAccelerated) Loop<Simd256, TFunction>(ref x[0], ref y[0]);
        else Loop<Simd128, TFunction>(ref x[0], ref y[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T, TFunction>(ref float x, ref float y)
        where T : struct, ISimd<T>
        where TFunction : IFunction
    {
        for (nuint i = 0; i < Length; i += T.Length)
            TFunction.Of(T.Load(ref x, i)).Store(ref y, i);
    }

    private interface IFunction
    {
        static abstract T Of<T>(T x) where T : struct, ISimd<T>;
    }

    private readonly struct ExpFunction : IFunction
    {
        public static T Of<T>(T x) where T : struct, ISimd<T> => SimdMath.Exp(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        public static T Of<T>(T x) where T : struct, ISimd<T> => SimdMath.Tanh(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        public static T Of<T>(T x) where T : struct, ISimd<T> => SimdMath.Sigmoid(x);
    }
}
