using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen;

// One part of an update: the blocks, the range and how gradients are clipped.
internal readonly ref struct UpdatePass
{
    public readonly ref float Parameter, Gradient;
    public readonly OptimizerState State;
    public readonly StepFactors Factors;
    public readonly nuint From, To;
    private readonly float clipValue;

    public UpdatePass(
        AlignedBlock parameters, AlignedBlock gradient, OptimizerState state, nuint from, nuint to, float clipValue)
    {
        Parameter = ref parameters[0];
        Gradient = ref gradient[0];
        (State, Factors, From, To) = (state, state.Factors, from, to);
        this.clipValue = clipValue;
    }

    public ref float Slot(int index) => ref State.Slot(index);

    /// <summary>The clipped gradient at <paramref name="offset"/>, which is cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T TakeGradient<T>(nuint offset) where T : struct, ISimd<T>
    {
        var gradient = T.Load(ref Gradient, offset) * T.Create(Factors.ClipScale);
        T.Create(0).Store(ref Gradient, offset);
        return clipValue == float.PositiveInfinity
            ? gradient
            : T.Min(T.Create(clipValue), T.Max(T.Create(-clipValue), gradient));
    }
}
