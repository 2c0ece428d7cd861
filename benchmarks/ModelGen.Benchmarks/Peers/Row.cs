using ModelGen.Benchmarks.Peers.Torch;
using TorchSharp;

namespace ModelGen.Benchmarks.Peers;

using Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

internal delegate void Prediction<TModel, TInput>(TModel model, ReadOnlySpan<TInput> input, Span<float> output);

/// <summary>So many predictions of the same: a loop around a direct call, for nets that need less time than a delegate.</summary>
internal delegate void Predictions<TModel, TInput>(TModel model, ReadOnlySpan<TInput> input, Span<float> output, int calls);

/// <summary>What kinds of rows there are: from a model and a net to the contenders.</summary>
internal static class Row
{
    private const float LearningRate = 1e-7f;      // the weights hardly move, so every round does the same work

    public static IEnumerable<PeerRow> Batches(int[] batches, Func<int, PeerRow> row) => batches.Select(row);

    /// <summary>A model of reals.</summary>
    public static PeerRow Reals<TModel>(
        string name, int batch, Func<TModel> create, Prediction<TModel, float> predict, Func<Module> net, Func<torch.Tensor, torch.Tensor>? last = null,
        long[]? shape = null, int threads = 1, Predictions<TModel, float>? loop = null)
        where TModel : IModel => Forward(name, batch, threads, create, predict, Noise, net, last, shape, loop);

    /// <summary>A model of images, which TorchSharp has channels-first.</summary>
    public static PeerRow Images<TModel>(
        string name, int batch, int side, Func<TModel> create, Prediction<TModel, float> predict, Func<Module> net, Func<torch.Tensor, torch.Tensor>? last = null, int threads = 1)
        where TModel : IModel => Forward(name, batch, threads, create, predict, Noise, net, last, [side, side, -1]);

    /// <summary>A model of indices.</summary>
    public static PeerRow Tokens<TModel>(
        string name, int batch, Func<TModel> create, Prediction<TModel, int> predict, Func<Module> net, Func<torch.Tensor, torch.Tensor>? last = null, int threads = 1)
        where TModel : IModel => Forward(name, batch, threads, create, predict, Words, net, last, null);

    private static PeerRow Forward<TModel, TInput>(
        string name, int batch, int threads, Func<TModel> create, Prediction<TModel, TInput> predict, Func<ColumnInfo, int, TInput[]> noise,
        Func<Module> net, Func<torch.Tensor, torch.Tensor>? last, long[]? shape, Predictions<TModel, TInput>? loop = null)
        where TModel : IModel => new(name, "forward", batch, threads, row =>
        {
            var model = create();
            var column = model.Info.InputColumns[0];
            var input = noise(column, batch);
            var output = new float[batch * model.Info.OutputLength];
            var extents = Extents(batch, column, shape);
            List<Contender> contenders =
            [
                new("ModelGen", () => predict(model, input, output), () => output)
                {
                    Loop = loop is null ? null : calls => loop(model, input, output, calls),
                },
                new OnnxPeer(model, batch, threads, output.Length, (column.Name, input, extents)).Contender,
            ];
            if (TorchLibrary.Failure is null)
                contenders.Add(TorchPeer.Prediction(net(), model, TensorOf(input, extents), last, threads));
            return new Contest(contenders, (double)batch * model.Info.FlopsPerSample) { Executed = (double)batch * model.Info.ExecutedFlopsPerSample };
        });

    /// <summary>A training step; ONNX Runtime does not take part.</summary>
    public static PeerRow Training<TModel>(
        string name, int batch, Func<TModel> create, Func<Module> net, Func<torch.Tensor, torch.Tensor, torch.Tensor> loss, int imageSide = 0, int threads = 1)
        where TModel : ITrainableModel => new(name, "training step", batch, threads, row =>
        {
            var model = create();
            var (input, target) = (model.Info.InputColumns[0], model.Info.TargetColumns[0]);
            var samples = Samples(model.Info, batch);
            var extents = Extents(batch, input, imageSide == 0 ? null : [imageSide, imageSide, -1]);
            Array data = input.ElementType == ElementType.Index ? samples.Indices(0).ToArray() : samples.Reals(0).ToArray();
            List<Contender> contenders = [];
            if (TorchLibrary.Failure is null)
            {
                long[] shape = target.Length == 1 && target.ElementType == ElementType.Index ? [batch] : [batch, target.Length];
                var labels = TensorOf(target.ElementType == ElementType.Index ? samples.Indices(1).ToArray() : samples.Reals(1).ToArray(), shape);
                contenders.Add(TorchPeer.Training(net(), model, TensorOf(data, extents), x => loss(x, labels), LearningRate, threads));
            }
            var trainer = model.CreateTrainer(new Adam(LearningRate), batch, threads);
            var value = 0f;
            contenders.Insert(0, new("ModelGen", () => { value = trainer.Forward(samples); trainer.Backward(); trainer.Update(); }, () => [value]) { Owned = [trainer] });
            return new Contest(contenders, 3.0 * batch * model.Info.FlopsPerSample) { Executed = (double)batch * model.Info.TrainingFlopsPerSample };
        });

    /// <summary>Noise and labels of a model's columns.</summary>
    private static Batch Samples(ModelInfo info, int batch)
    {
        var samples = new Batch([.. info.InputColumns, .. info.TargetColumns], batch);
        samples.Begin(batch);
        ColumnInfo[] columns = [.. info.InputColumns, .. info.TargetColumns];
        for (var i = 0; i < columns.Length; i++)
            if (columns[i].ElementType == ElementType.Index) Words(columns[i], batch).CopyTo(samples.IndicesToFill(i));
            else Noise(columns[i], batch).CopyTo(samples.RealsToFill(i));
        return samples;
    }

    public static float[] Noise(ColumnInfo column, int batch)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, batch * column.Length).Select(_ => random.NextSingle())];
    }

    // From 1 on: 0 is padding in some models.
    public static int[] Words(ColumnInfo column, int batch)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, batch * column.Length).Select(_ => random.Next(1, column.Classes ?? 10))];
    }

    private static long[] Extents(int batch, ColumnInfo column, long[]? shape)
    {
        var extents = shape ?? [column.Length];
        var known = extents.Where(extent => extent > 0).Aggregate(1L, (product, extent) => product * extent);
        return [batch, .. extents.Select(extent => extent > 0 ? extent : column.Length / known)];
    }

    // Images, of three axes, are channels-first there.
    private static torch.Tensor TensorOf(Array data, long[] extents)
    {
        var tensor = data is int[] indices
            ? torch.tensor(indices, extents).to_type(torch.ScalarType.Int64)
            : torch.tensor((float[])data, extents);
        return extents.Length == 4 ? tensor.permute(0, 3, 1, 2).contiguous() : tensor;
    }
}
