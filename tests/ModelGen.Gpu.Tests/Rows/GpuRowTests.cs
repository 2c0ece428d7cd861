using ModelGen.Compiler;
using ModelGen.Tests.Kernels;

namespace ModelGen.Tests.Rows;

using SparseCategoricalCrossEntropy = ModelGen.Compiler.SparseCategoricalCrossEntropy;

/// <summary>
/// Rows that a warp keeps in registers, whole and with lanes that have an element less, rows that a group keeps, and rows
/// too long for that.
/// </summary>
public class GpuRowTests
{
    private const int Samples = 3;

    [Theory]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(257)]
    [InlineData(1024)]
    [InlineData(2100)]
    public void RowsOfAnyLength(int columns)
    {
        var row = new TensorType(new Shape(2, columns), IsBatched: true);
        TensorType number = new(new Shape(2), IsBatched: true), label = new(new Shape(), IsBatched: true, ModelGen.Compiler.ElementType.Index);
        var flat = new TensorType(new Shape(columns), IsBatched: true);
        GpuNode.Check(
        [
            Of(new Softmax(), row),
            Of(new LogSoftmax(), row),
            Of(new SoftmaxGradient(), row, row),
            Of(new LogSoftmaxGradient(), row, row),
            Of(new Normalize(1e-5, IsCentred: true), row),
            Of(new Normalize(1e-5, IsCentred: false), row),
            Of(new NormalizeGradient(IsCentred: true), row, row, number),
            Of(new NormalizeGradient(IsCentred: false), row, row, number),
            .. new[] { 0, 0.1 }.Select(smoothing => GpuNode.Of(
                new SparseCategoricalCrossEntropy(smoothing), [flat, label], Samples,
                random => [GpuNode.Normal(random, [flat], Samples)[0], [.. Enumerable.Range(0, Samples).Select(_ => (double)random.Next(columns))]])),
        ], tolerance: 5e-5);
    }

    private static GpuNode Of(Operator @operator, params TensorType[] types) =>
        GpuNode.Of(@operator, types, Samples, random => GpuNode.Normal(random, types, Samples));
}
