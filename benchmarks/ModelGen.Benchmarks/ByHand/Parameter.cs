namespace ModelGen.Benchmarks.ByHand;

/// <summary>
/// Where a parameter lies in its block. A weight is stored (inputs, outputs) with <paramref name="Stride"/> floats
/// from row to row; outside, in the framework's order, it is (outputs, inputs). A bias has one input.
/// </summary>
public sealed record Parameter(string Name, int Offset, int Inputs, int Outputs, int Stride)
{
    public int Length => Inputs * Outputs;

    public void CopyFrom(ReadOnlySpan<float> framework, AlignedBlock block)
    {
        for (var i = 0; i < Inputs; i++)
            for (var o = 0; o < Outputs; o++)
                block[Offset + i * Stride + o] = framework[o * Inputs + i];
    }

    public void CopyTo(Span<float> framework, AlignedBlock block)
    {
        for (var i = 0; i < Inputs; i++)
            for (var o = 0; o < Outputs; o++)
                framework[o * Inputs + i] = block[Offset + i * Stride + o];
    }

    /// <summary>Uniform in ±√(6 / inputs) before a ReLU (He), else in ±√(6 / (inputs + outputs)) (Glorot).</summary>
    public void Initialize(AlignedBlock block, Random random, bool beforeRelu)
    {
        var limit = MathF.Sqrt(6f / (beforeRelu ? Inputs : Inputs + Outputs));
        for (var i = 0; i < Inputs; i++)
            for (var o = 0; o < Outputs; o++)
                block[Offset + i * Stride + o] = limit * (2 * random.NextSingle() - 1);
    }
}
