using System.Runtime.CompilerServices;
using ILGPU;

namespace ModelGen.Kernels;

/// <summary>The loss of a batch and the penalties on parameters. The numbers of a step are a <see cref="StepHeader"/>.</summary>
internal static class LossKernels
{
    /// <summary>Threads of the groups that sum.</summary>
    public const int Threads = 256;

    /// <summary>loss = Σ share · loss over all samples and positions; one group. One that training begins with may stop it.</summary>
    public static void MeanLoss(ArrayView<float> losses, ArrayView<float> shares, ArrayView<float> header, int training, int count)
    {
        var sum = 0f;
        for (var i = Group.IdxX; i < count; i += Threads) sum = Gpu.Fma(shares[i], losses[i], sum);
        sum = GpuReduce.GroupSum(sum);
        if (Group.IdxX == 0) Keep(header, sum, training);
    }

    /// <summary>loss += scale · (l1 · Σ|w| + l2 · Σw²); one group.</summary>
    public static void AddPenalty(ArrayView<float> w, ArrayView<float> header, float l1, float l2, int training, int length)
    {
        var sum = 0f;
        for (var i = Group.IdxX; i < length; i += Threads) sum += l1 * GpuMath.Abs(w[i]) + l2 * w[i] * w[i];
        sum = GpuReduce.GroupSum(sum);
        if (Group.IdxX == 0) Keep(header, header[StepHeader.Loss] + header[StepHeader.LossScale] * sum, training);
    }

    /// <summary>gradient += scale · (l1 · sign(w) + 2 · l2 · w)</summary>
    public static void AddPenaltyGradient(
        ArrayView<float> w, ArrayView<float> header, ArrayView<float> gradient, float l1, float l2, int length)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= length) return;
        gradient[i] += header[StepHeader.LossScale] * (l1 * GpuMath.Sign(w[i]) + 2f * l2 * w[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(ArrayView<float> header, float loss, int training)
    {
        header[StepHeader.Loss] = loss;
        if (header[StepHeader.Guard] == 0f) header[StepHeader.Stopped] = 0f;
        else if (training != 0 && !(GpuMath.Abs(loss) <= float.MaxValue)) header[StepHeader.Stopped] = 1f;
    }
}
