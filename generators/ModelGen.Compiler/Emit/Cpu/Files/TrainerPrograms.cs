namespace ModelGen.Compiler.Emit;

/// <summary>A phase of a trainer, in a method of its own.</summary>
public sealed record TrainerPhase(Phase Phase, string Method, CpuProgram Program);

/// <summary>
/// What a trainer can run: each program has phases and a plan of its own in the same memory, and they share kernels.
/// </summary>
public sealed class TrainerPrograms
{
    private readonly List<TrainerPhase> phases = [];

    /// <param name="training">The model's loss and its gradients; null without a loss.</param>
    /// <param name="evaluation">The loss in inference mode; null where that is the forward pass of <paramref name="training"/>.</param>
    /// <param name="external">Predictions, and gradients from derivatives that come from outside; null where not asked for.</param>
    public TrainerPrograms(CpuProgram? training, CpuProgram? evaluation, CpuProgram? external)
    {
        (Training, Evaluation, External) = (training, evaluation, external);
        Add(training, "");
        Add(evaluation, "Evaluate");
        Add(external, training is null ? "" : "External");
    }

    public CpuProgram? Training { get; }

    public CpuProgram? Evaluation { get; }

    public CpuProgram? External { get; }

    /// <summary>Whether there is anything to train.</summary>
    public bool Exist => All.Any();

    /// <summary>Those that there are.</summary>
    public IEnumerable<CpuProgram> All => new[] { Training, Evaluation, External }.OfType<CpuProgram>();

    /// <summary>The programs that have a backward pass.</summary>
    public IEnumerable<CpuProgram> WithGradients => new[] { Training, External }.OfType<CpuProgram>();

    /// <summary>The phases of all of them; a phase is called by its position.</summary>
    public IReadOnlyList<TrainerPhase> Phases => phases;

    /// <summary>Floats kept for each sample.</summary>
    public int BatchLength => All.Max(program => program.Buffers.BatchLength);

    public int SharedLength => All.Max(program => program.Buffers.SharedLength);

    public int ScratchLength => All.Max(program => program.Buffers.ScratchLength);

    /// <summary>The positions of a program's phases, those of its forward pass or those behind.</summary>
    public IEnumerable<int> PhasesOf(CpuProgram program, bool forward)
    {
        var first = phases.FindIndex(entry => ReferenceEquals(entry.Program, program));
        return forward
            ? Enumerable.Range(first, program.ForwardPhases)
            : Enumerable.Range(first + program.ForwardPhases, program.Phases.Count - program.ForwardPhases);
    }

    private void Add(CpuProgram? program, string prefix)
    {
        if (program is null) return;
        var taken = new Names();
        for (var i = 0; i < program.Phases.Count; i++)
        {
            var phase = program.Phases[i];
            var writesGradient = phase.Kernels.SelectMany(kernel => kernel.Outputs)
                .Any(value => program.Buffers[value].Place == Place.Gradients);
            var wanted = (i < program.ForwardPhases, phase.Domain) switch
            {
                (true, Domain.Samples) => prefix == "Evaluate" ? "Samples" : "ForwardSamples",
                (true, _) => prefix == "Evaluate" ? "Totals" : "ForwardTotals",
                (false, Domain.Samples) => "BackwardSamples",
                _ => writesGradient ? "ParameterGradients" : "BackwardTotals",
            };
            phases.Add(new TrainerPhase(phase, prefix + taken.Unique(wanted), program));
        }
    }
}
