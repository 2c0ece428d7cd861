using ModelGen.Kernels;

namespace ModelGen;

/// <summary>How each optimizer steps on a device.</summary>
internal static class GpuOptimizer
{
    /// <summary>Writes down the launches of one step over the trainable parameters.</summary>
    /// <param name="commands">Where to.</param>
    /// <param name="kernels"><see cref="UpdateKernels"/>.</param>
    /// <param name="optimizer">The rule.</param>
    /// <param name="w">The trainable parameters.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="slot">What the optimizer remembers of them.</param>
    /// <param name="header">The numbers of the step.</param>
    /// <param name="scratch"><see cref="UpdateKernels.NormGroups"/> floats.</param>
    /// <exception cref="NotSupportedException">The optimizer is not one of this library.</exception>
    public static void Record(
        GpuCommands commands, GpuProgram kernels, Optimizer optimizer, GpuSpan w, GpuSpan gradient, Func<int, GpuSpan> slot,
        GpuSpan header, GpuSpan scratch)
    {
        if (optimizer.ClipNorm is not null)
        {
            commands.Launch(kernels, nameof(UpdateKernels.SumSquares), UpdateKernels.NormGroups, 256, gradient, scratch, w.Length);
            commands.Launch(kernels, nameof(UpdateKernels.ClipNorm), 1, 32, scratch, header);
        }
        var blocks = (w.Length + 255) / 256;
        switch (optimizer)
        {
            case Sgd { Momentum: 0 } sgd:
                commands.Launch(kernels, nameof(UpdateKernels.Sgd), blocks, 256, w, gradient, header, sgd.WeightDecay, w.Length);
                break;
            case Sgd sgd:
                commands.Launch(
                    kernels, nameof(UpdateKernels.SgdWithMomentum), blocks, 256,
                    w, gradient, slot(0), header, sgd.WeightDecay, sgd.Momentum, sgd.Nesterov ? 1 : 0, w.Length);
                break;
            case Adam adam:
                Adam(adam.Beta1, adam.Beta2, adam.Epsilon, adam.WeightDecay);
                break;
            case AdamW adam:
                Adam(adam.Beta1, adam.Beta2, adam.Epsilon, 0);      // its decay is in the factor that keeps the parameters
                break;
            case RmsProp { Centered: false } rms:
                commands.Launch(
                    kernels, nameof(UpdateKernels.RmsProp), blocks, 256, w, gradient, slot(0), Direction(rms), header,
                    rms.Alpha, Complement(rms.Alpha), rms.Epsilon, rms.Momentum, rms.WeightDecay, w.Length);
                break;
            case RmsProp rms:
                commands.Launch(
                    kernels, nameof(UpdateKernels.CenteredRmsProp), blocks, 256, w, gradient, slot(0), slot(1), Direction(rms), header,
                    rms.Alpha, Complement(rms.Alpha), rms.Epsilon, rms.Momentum, rms.WeightDecay, w.Length);
                break;
            case Adagrad adagrad:
                commands.Launch(
                    kernels, nameof(UpdateKernels.Adagrad), blocks, 256,
                    w, gradient, slot(0), header, adagrad.Epsilon, adagrad.WeightDecay, w.Length);
                break;
            default:
                throw new NotSupportedException($"{optimizer.GetType().Name} has no form for the GPU.");
        }

        void Adam(float beta1, float beta2, float epsilon, float decay) => commands.Launch(
            kernels, nameof(UpdateKernels.Adam), blocks, 256, w, gradient, slot(0), slot(1), header,
            beta1, Complement(beta1), beta2, Complement(beta2), epsilon, decay, w.Length);

        GpuSpan Direction(RmsProp rms) => rms.Momentum > 0 ? slot(rms.SlotCount - 1) : scratch;
    }

    private static float Complement(float share) => (float)(1 - (double)share);
}
