using System.Numerics.Tensors;
using ModelGen;

namespace Distillation;

/// <summary>
/// Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015: the student is to give the
/// probabilities of the teacher, softened by a temperature, and the right label.
/// </summary>
/// <param name="Temperature">T: what scores are divided by before the softmax; the higher, the more the unlikely classes count.</param>
/// <param name="Softness">α: the weight of the teacher's word against the label's, 0 to 1.</param>
public sealed record Distiller(float Temperature, float Softness)
{
    private const int Classes = 10;

    /// <summary>Trains the student on every image once, in an order of its own; the teacher stays as it is.</summary>
    public void RunEpoch(Teacher teacher, Student.Trainer student, DataSet train, int seed)
    {
        train = train.Shuffle(seed);
        Batch batch = new([.. teacher.Info.InputColumns, .. teacher.Info.TargetColumns], student.BatchSize);
        int[] samples = [.. Enumerable.Range(0, train.Count)];
        var wanted = new float[batch.Capacity * Classes];
        var gradient = new float[batch.Capacity * Classes];
        for (var start = 0; start < samples.Length; start += batch.Capacity)
        {
            train.Fill(batch, samples.AsSpan(start, Math.Min(batch.Capacity, samples.Length - start)));
            var length = batch.Count * Classes;
            var images = batch.Reals(0);

            teacher.Predict(images, wanted.AsSpan(0, length));
            var scores = student.Forward(images);
            Differentiate(scores, wanted.AsSpan(0, length), batch.Indices(1), gradient.AsSpan(0, length));
            student.Backward(gradient.AsSpan(0, length));
            student.Update();
        }
    }

    /// <summary>
    /// The derivative with respect to the student's scores z of the mean over the batch of
    /// α · T² · KL(softmax(t / T) ‖ softmax(z / T)) − (1 − α) · log softmax(z)ᶜ, where t are the teacher's scores and c
    /// the label. T² keeps both parts of one size, whatever the temperature.
    /// </summary>
    public void Differentiate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> wanted, ReadOnlySpan<int> labels, Span<float> gradient)
    {
        Span<float> soft = stackalloc float[Classes], target = stackalloc float[Classes], hard = stackalloc float[Classes];
        for (var i = 0; i < labels.Length; i++)
        {
            var z = scores.Slice(i * Classes, Classes);
            Soften(z, Temperature, soft);
            Soften(wanted.Slice(i * Classes, Classes), Temperature, target);
            Soften(z, 1, hard);
            hard[labels[i]] -= 1;
            for (var c = 0; c < Classes; c++)
                gradient[i * Classes + c] = (Softness * Temperature * (soft[c] - target[c]) + (1 - Softness) * hard[c]) / labels.Length;
        }
    }

    // softmax(scores / temperature)
    private static void Soften(ReadOnlySpan<float> scores, float temperature, Span<float> probabilities)
    {
        TensorPrimitives.Divide(scores, temperature, probabilities);
        TensorPrimitives.SoftMax<float>(probabilities, probabilities);
    }
}
