using System.Numerics.Tensors;

namespace ModelGen;

/// <summary>Another source with weights by class.</summary>
internal sealed class ClassWeightedSource : DataSource
{
    private readonly DataSource source;
    private readonly int column;
    private readonly float[] classWeights;

    public ClassWeightedSource(DataSource source, int column, IReadOnlyList<float> classWeights)
    {
        ArgumentNullException.ThrowIfNull(classWeights);
        if ((uint)column >= (uint)source.Schema.Count)
            throw new ArgumentException($"There is no column {column}; the source has {source.Schema.Count}.", nameof(column));
        if (source.Schema[column] is { ElementType: ElementType.Index, Length: > 1 })
            throw new ArgumentException($"Column {column} ({source.Schema[column]}) holds no one class per sample.", nameof(column));
        if (classWeights.FirstOrDefault(weight => !float.IsFinite(weight) || weight < 0, 0) is var bad and not 0)
            throw new ArgumentException($"A class weight is {bad}; expected one ≥ 0.", nameof(classWeights));
        (this.source, this.column, this.classWeights) = (source, column, [.. classWeights]);
    }

    public override int Count => source.Count;

    public override IReadOnlyList<ColumnInfo> Schema => source.Schema;

    public override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan)
    {
        foreach (var batch in source.Read(buffer, plan))
        {
            Weigh(batch);
            yield return batch;
        }
    }

    private void Weigh(Batch batch)
    {
        var weights = batch.WeightsToChange;
        for (var sample = 0; sample < weights.Length; sample++)
        {
            var label = Label(batch, sample);
            if ((uint)label >= (uint)classWeights.Length)
                throw new ArgumentException($"A sample is of class {label}, but there are {classWeights.Length} class weights.");
            weights[sample] *= classWeights[label];
        }
    }

    private int Label(Batch batch, int sample)
    {
        if (batch.Columns[column].ElementType == ElementType.Index)
            return batch.Indices(column)[sample];
        var length = batch.Columns[column].Length;
        var values = batch.Reals(column).Slice(sample * length, length);
        return length == 1 ? (values[0] > 0.5f ? 1 : 0) : TensorPrimitives.IndexOfMax(values);
    }

    public override void CheckFits(ModelInfo info, bool withTargets = true) => source.CheckFits(info, withTargets);

    internal override (DataSource HeldOut, DataSource Others) HoldOut(double fraction, int seed)
    {
        var (heldOut, others) = source.HoldOut(fraction, seed);
        return (heldOut.WithClassWeights(column, classWeights), others.WithClassWeights(column, classWeights));
    }
}
