using ModelGen.Kernels;

namespace ModelGen;

// The step of the optimizer, and what it remembers.
public abstract partial class CompiledGpuTrainer
{
    private readonly ParameterSet[] slots;
    private IReadOnlyList<Constraint> constraints = [];
    private Action[] constrain = [];
    private bool hostHasSlots = true;

    /// <inheritdoc cref="ITrainer.Update"/>
    public void Update()
    {
        BeginUpdate();
        SendHeader();
        Commands(UpdateCommands + (Optimizer.ClipNorm is null ? 0 : 1)).Run();
        EndUpdate();
    }

    private void BeginUpdate()
    {
        SendSlots();
        var factors = Optimizer.BeginOnDevice(State.Optimizer);
        Header[StepHeader.Rate] = factors.Rate;
        Header[StepHeader.Scale] = factors.Scale;
        Header[StepHeader.Keep] = factors.Keep;
        Header[StepHeader.ClipScale] = 1;
        Header[StepHeader.ClipValue] = Optimizer.ClipValue ?? float.PositiveInfinity;
        Header[StepHeader.ClipNorm] = Optimizer.ClipNorm ?? float.PositiveInfinity;
    }

    private protected void EndUpdate()
    {
        (hasForward, backwards) = (false, 0);
        if (!ReferenceEquals(constraints, Optimizer.Constraints))
        {
            constraints = Optimizer.Constraints;
            constrain = Constraint.Bind(constraints, Model);
        }
        if (constrain.Length == 0) return;
        // Constraints are applied where the model is.
        Synchronize();
        foreach (var apply in constrain) apply();
        Model.MarkChanged();
        SendParameters();
    }

    private void WriteUpdate(GpuCommands commands)
    {
        if (Sizes.TrainableFloats == 0) return;
        GpuOptimizer.Record(
            commands, updateKernels, Optimizer, ParameterSpan.Slice(0, Sizes.TrainableFloats), WorkBlock(0).Slice(0, Sizes.TrainableFloats),
            slot => WorkBlock(1 + slot).Slice(0, Sizes.TrainableFloats), HeaderSpan, At(ScratchAt, UpdateKernels.NormGroups));
    }

    // Someone reads or writes what the optimizer remembers: the host has it from now on, until the next step.
    private void FetchSlots()
    {
        if (hostHasSlots) return;
        hostHasSlots = true;
        for (var i = 0; i < slots.Length; i++) FetchBlock(WorkBlock(1 + i), slots[i]);
    }

    private void SendSlots()
    {
        if (!hostHasSlots) return;
        hostHasSlots = false;
        for (var i = 0; i < slots.Length; i++) SendBlock(slots[i], WorkBlock(1 + i));
    }
}
