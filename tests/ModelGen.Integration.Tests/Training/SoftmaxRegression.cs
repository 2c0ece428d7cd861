using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Training;

/// <summary>
/// A model such as the generator writes, by hand: softmax(x · Wᵀ + b) with cross-entropy, and dropout on x that, like
/// generated code's, depends on nothing but seed, step and position.
/// </summary>
internal sealed class SoftmaxRegression : ITrainableModel
{
    private readonly int features, classes;
    private readonly float dropout;
    private readonly AlignedBlock block;
    private readonly Parameter[] layout;

    public SoftmaxRegression(int features, int classes, float dropout = 0)
    {
        (this.features, this.classes, this.dropout) = (features, classes, dropout);
        var biasOffset = (features * classes + 15) / 16 * 16;
        layout =
        [
            new("weight", [classes, features], 0, 1, classes * features, biasOffset, [0, 1]),
            new("bias", [classes], biasOffset, 1, classes, (classes + 15) / 16 * 16, [0]),
        ];
        block = new(biasOffset + (classes + 15) / 16 * 16);
        Parameters = new(layout, block);
        Info = new()
        {
            Name = nameof(SoftmaxRegression),
            InputColumns = [new("x", ElementType.Real, features)],
            TargetColumns = [new("label", ElementType.Index, 1, classes)],
            OutputLength = classes,
            OutputKind = OutputKind.Probabilities,
            Loss = "SparseCategoricalCrossEntropy",
            ParameterCount = classes * (features + 1),
        };
    }

    public ModelInfo Info { get; }

    public ParameterSet Parameters { get; }

    /// <summary>What the trainers made from this model were given.</summary>
    public List<int> BatchSizes { get; } = [];

    public List<float[]> Inputs { get; } = [];

    public List<uint> Seeds { get; } = [];

    public bool Records { get; init; }

    public void Predict(Batch batch, Span<float> output) => Forward(batch.Reals(0), output, batch.Count);

    public ITrainer CreateTrainer(Optimizer optimizer, int batchSize, int threads) => new Trainer(this, optimizer, batchSize);

    private void Forward(ReadOnlySpan<float> x, Span<float> output, int count)
    {
        for (var sample = 0; sample < count; sample++)
        {
            var row = output.Slice(sample * classes, classes);
            var sum = 0f;
            for (var c = 0; c < classes; c++)
            {
                var z = block[layoutOffset(1) + c];
                for (var f = 0; f < features; f++)
                    z += x[sample * features + f] * block[c * features + f];
                sum += row[c] = MathF.Exp(z);
            }
            foreach (ref var p in row)
                p /= sum;
        }

        int layoutOffset(int parameter) => parameter == 0 ? 0 : (features * classes + 15) / 16 * 16;
    }

    private sealed class Trainer(SoftmaxRegression model, Optimizer optimizer, int batchSize) : ITrainer
    {
        private readonly AlignedBlock gradient = new(model.block.Length);
        private readonly float[] x = new float[batchSize * model.features];
        private readonly float[] probabilities = new float[batchSize * model.classes];
        private readonly float[] shares = new float[batchSize];
        private readonly int[] labels = new int[batchSize];
        private int count;

        public double LossScale { get; set; } = 1;

        public ParameterSet Gradients => field ??= new(model.layout, gradient);

        public TrainerState State { get; } = new(optimizer.CreateState(model.block.Length));

        public ReadOnlySpan<float> Output => probabilities.AsSpan(0, count * model.classes);

        public float Forward(Batch batch)
        {
            if (model.Records)
            {
                model.BatchSizes.Add(batch.Count);
                model.Inputs.Add(batch.Reals(0).ToArray());
                model.Seeds.Add(State.Seed);
            }
            Take(batch);
            for (var i = 0; i < count * model.features; i++)
            {
                var hash = (State.Seed * 31 + (uint)State.Step) * 0x9E3779B1u + (uint)i * 0x85EBCA77u;
                hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
                if ((hash >> 8) / 16777216f < model.dropout)
                    x[i] = 0;
            }
            return Loss();
        }

        public float Evaluate(Batch batch)
        {
            Take(batch);
            return Loss();
        }

        public void Backward()
        {
            var bias = (model.features * model.classes + 15) / 16 * 16;
            for (var sample = 0; sample < count; sample++)
            {
                for (var c = 0; c < model.classes; c++)
                {
                    var d = (probabilities[sample * model.classes + c] - (labels[sample] == c ? 1 : 0)) * shares[sample];
                    gradient[bias + c] += d;
                    for (var f = 0; f < model.features; f++)
                        gradient[c * model.features + f] += d * x[sample * model.features + f];
                }
            }
        }

        public void Update() => optimizer.Update(model.block, gradient, State.Optimizer, 0, model.block.Length);

        public void Dispose()
        {
        }

        private void Take(Batch batch)
        {
            count = batch.Count;
            batch.Reals(0).CopyTo(x);
            batch.Indices(1).CopyTo(labels);
            var total = 0f;
            foreach (var weight in batch.Weights)
                total += weight;
            for (var i = 0; i < count; i++)
                shares[i] = (float)(LossScale * (batch.Weights.IsEmpty ? 1.0 / count : batch.Weights[i] / total));
        }

        private float Loss()
        {
            model.Forward(x, probabilities, count);
            var loss = 0f;
            for (var i = 0; i < count; i++)
                loss -= shares[i] * MathF.Log(probabilities[i * model.classes + labels[i]]);
            return loss;
        }
    }
}
