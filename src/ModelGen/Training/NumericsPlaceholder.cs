#pragma warning disable CS1591 // Stands in for the branch `numerics`, which deletes this whole file when it lands.

namespace ModelGen.Numerics
{
    public sealed class AlignedBlock(int length)
    {
        private readonly float[] floats = new float[length + 64];
        public int Length { get; } = length;
        public Span<float> Span => floats.AsSpan(0, Length);
        public ref float this[int offset] => ref floats[offset];
    }

    public sealed class Parameter(AlignedBlock block, string name, int[] shape, int offset)
    {
        public string Name { get; } = name;
        public IReadOnlyList<int> Shape { get; } = shape;
        public int Length { get; } = shape.Aggregate(1, (product, axis) => product * axis);
        public void CopyTo(Span<float> values) => block.Span.Slice(offset, Length).CopyTo(values);
        public void CopyFrom(ReadOnlySpan<float> values) => values.CopyTo(block.Span.Slice(offset, Length));
    }

    public sealed class ParameterSet(IReadOnlyList<Parameter> parameters) : System.Collections.ObjectModel.ReadOnlyCollection<Parameter>([.. parameters]);
}

namespace ModelGen
{
    using ModelGen.Numerics;

    public sealed class OptimizerState;

    public abstract class Optimizer
    {
        public float LearningRate { get; set; }
        public abstract void Update(AlignedBlock parameters, AlignedBlock gradient, OptimizerState state, int from, int to);
    }
}
