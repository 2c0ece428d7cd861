using ILGPU;

namespace EdgeGpu;

public sealed partial class FashionMlp
{
    /// <summary>A block of 64 threads for each picture, a thread for each hidden value.</summary>
    internal static class GpuKernels
    {
        // y[n] = softmax(W₃ · relu(W₂ · relu(W₁ · x[n] + b₁) + b₂) + b₃), W as (in, out)
        public static void Predict(
            ArrayView<float> x, ArrayView<float> w1, ArrayView<float> b1, ArrayView<float> w2, ArrayView<float> b2,
            ArrayView<float> w3, ArrayView<float> b3, ArrayView<float> y)
        {
            int t = Group.IdxX, n = Grid.IdxX;
            var values = SharedMemory.Allocate<float>(64);

            var sum = b1[t];
            for (var i = 0; i < 784; i++)
                sum = Gpu.Fma(x[n * 784 + i], w1[i * 64 + t], sum);
            values[t] = GpuMath.Max(sum, 0);
            Group.Barrier();

            sum = b2[t];
            for (var i = 0; i < 64; i++)
                sum = Gpu.Fma(values[i], w2[i * 64 + t], sum);
            Group.Barrier();
            values[t] = GpuMath.Max(sum, 0);
            Group.Barrier();

            var own = t < 10 ? t : 9;
            sum = b3[own];
            for (var i = 0; i < 64; i++)
                sum = Gpu.Fma(values[i], w3[i * 10 + own], sum);
            Group.Barrier();
            values[t] = sum;
            Group.Barrier();

            var largest = values[0];
            for (var i = 1; i < 10; i++)
                largest = GpuMath.Max(largest, values[i]);
            var total = 0f;
            for (var i = 0; i < 10; i++)
                total += GpuMath.Exp(values[i] - largest);
            if (t < 10)
                y[n * 10 + t] = GpuMath.Exp(sum - largest) / total;
        }
    }
}
