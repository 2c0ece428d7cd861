using System.ComponentModel;
using ModelGen.Kernels;

namespace ModelGen;

// Steps under way.
public abstract partial class CompiledGpuLossTrainer : IQueuedTrainer
{
    private readonly QueuedStep[] queue = new QueuedStep[IQueuedTrainer.Depth];
    private int last;               // of the queue: the step, or another pass, that was started last
    private int underWay;           // steps, up to that one

    /// <summary>What <see cref="CompiledGpuTrainer.Output"/> reads, of the largest batch; empty if it is not kept.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual GpuSpan OutputSpan => default;

    void IQueuedTrainer.BeginQueue(bool withOutputs)
    {
        Header[StepHeader.Guard] = 1;
        if (!withOutputs || OutputSpan.Length == 0) return;
        for (var i = 0; i < queue.Length; i++) queue[i].Output ??= ReadBack(OutputSpan);
    }

    float IQueuedTrainer.Finish(out ReadOnlySpan<float> output)
    {
        if (underWay == 0) throw new InvalidOperationException("No step is under way.");
        ref var step = ref queue[(last + queue.Length - --underWay) % queue.Length];
        var loss = step.Loss!.Wait<float>()[0];
        output = step.Output is null ? default : step.Output.Wait<float>()[..(OutputSpan.Length / BatchSize * step.Count)];
        if (float.IsFinite(loss)) return loss;
        State.Optimizer.Step -= (ulong)underWay + 1;
        underWay = 0;
        return loss;
    }

    private void ReadBackStep()
    {
        last = (last + 1) % queue.Length;
        underWay = Math.Min(underWay + 1, queue.Length);
        queue[last].Loss!.Start();
        queue[last].Output?.Start();
        queue[last].Count = Count;
    }

    private void DisposeQueue()
    {
        foreach (var step in queue)
        {
            step.Loss?.Dispose();
            step.Output?.Dispose();
        }
    }

    private struct QueuedStep
    {
        public GpuReadback? Loss, Output;
        public int Count;
    }
}
