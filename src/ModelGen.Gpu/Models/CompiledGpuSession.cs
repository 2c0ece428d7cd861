using System.ComponentModel;

namespace ModelGen;

/// <summary>
/// Predictions on a GPU, with the parameters that the model has: they are sent again after each change. One thread at a
/// time; nothing is allocated after the first batch of each size.
/// </summary>
public abstract class CompiledGpuSession : CompiledGpuModel
{
    /// <summary>Allocates everything that predictions need, on the device.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="kernels">The model's kernels.</param>
    /// <param name="layout">The sizes that the compiler planned.</param>
    /// <param name="model">The model's parameters.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is not positive.</exception>
    /// <exception cref="GpuException">The device has not as much memory, or cannot compile the kernels.</exception>
    protected CompiledGpuSession(GpuDevice device, Type kernels, GpuModelLayout layout, ParameterSet model, int batchSize)
        : base(device, kernels, layout, model, batchSize, workBlocks: 0, scratch: 0)
    {
    }

    /// <summary>Predicts every sample of the batch from its input columns.</summary>
    /// <param name="batch">1 to <see cref="CompiledGpuModel.BatchSize"/> samples.</param>
    /// <param name="output">Count × output length floats, sample after sample.</param>
    /// <exception cref="ArgumentException">The columns or the output's length do not fit.</exception>
    public abstract void Predict(Batch batch, Span<float> output);

    /// <summary>Runs the kernels again on the batch that is on the device, and waits for them: to measure.</summary>
    internal void Repeat(int times)
    {
        var commands = Commands(0);
        for (var i = 0; i < times; i++) commands.Run();
        Span<float> waited = stackalloc float[1];
        Download(HeaderSpan.Slice(0, 1), waited);
    }

    /// <summary>Sends what was kept of a batch and runs the kernels.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Run()
    {
        Send();
        Commands(0).Run();
    }

    /// <summary>Writes down the launches of a prediction of <paramref name="n"/> samples.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void Record(GpuCommands commands, int n);

    private protected override void Write(GpuCommands commands, int what) => Record(commands, Count);
}
