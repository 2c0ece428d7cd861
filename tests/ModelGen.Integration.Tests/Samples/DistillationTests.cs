using Distillation;

namespace ModelGen.Integration.Tests.Samples;

/// <summary>The student of samples/Distillation with its loss in the declaration language.</summary>
[Model]
[Input(28, 28, 1)]
[Flatten]
[Dense(16, Activation.Relu)]
[Dense(10)]
public sealed partial class SelfTaughtStudent
{
    private const float Temperature = 3, Softness = 0.6f;

    private static Tensor Loss(Tensor scores, [Target] Indices label, [Target(10)] Tensor wanted) =>
        Softness * Temperature * Temperature * LossFunctions.KullbackLeibler(scores / Temperature, (wanted / Temperature).Softmax())
        + (1 - Softness) * LossFunctions.SparseCategoricalCrossEntropy(scores, label);
}

public class DistillationTests
{
    private static readonly int[] Labels = [3, 1, 4, 1, 5, 9, 2, 6];

    [Fact]
    public void GradientMadeOutsideIsThatOfTheCompiledLoss()
    {
        var (teacher, student, compiled) = (new Teacher(seed: 1), new Student(seed: 2), new SelfTaughtStudent(seed: 2));
        Assert.All(student.Parameters, parameter => compiled.Parameters[parameter.Name].CopyFrom(parameter.ToArray()));
        float[] images = Images(Labels.Length), wanted = new float[Labels.Length * 10], gradient = new float[wanted.Length];
        teacher.Predict(images, wanted);

        using var inside = compiled.CreateTrainer(new Sgd(1), Labels.Length);
        inside.Forward(images, Labels, wanted);
        inside.Backward();
        using var outside = student.CreateTrainer(new Sgd(1), Labels.Length);
        new Distiller(Temperature: 3, Softness: 0.6f).Differentiate(outside.Forward(images), wanted, Labels, gradient);
        outside.Backward(gradient);
        foreach (var parameter in outside.Gradients)
        {
            var expected = inside.Gradients[parameter.Name].ToArray();
            var tolerance = 1e-6f + 1e-4f * expected.Max(Math.Abs);
            Assert.Contains(expected, value => Math.Abs(value) > 10 * tolerance);
            Assert.All(expected.Zip(parameter.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    /// <summary>From the teacher alone, whose opinion has nothing to do with the labels, the student learns that opinion.</summary>
    [Fact]
    public void StudentLearnsWhatTheFrozenTeacherThinks()
    {
        const int count = 256;
        var (teacher, student) = (new Teacher(seed: 1), new Student(seed: 2));
        // A newborn teacher hardly tells images apart: make it sure of itself.
        var weight = teacher.Parameters["dense2.weight"];
        weight.CopyFrom([.. weight.ToArray().Select(w => 20 * w)]);
        var before = teacher.Parameters.Select(parameter => parameter.ToArray()).ToArray();
        var data = DataSet.Create(Images(count), new int[count]);

        var agreement = Agreement();
        using (var trainer = student.CreateTrainer(new Adam(3e-3f), batchSize: 30))
        {
            for (var epoch = 0; epoch < 40; epoch++)
                new Distiller(Temperature: 2, Softness: 1).RunEpoch(teacher, trainer, data, seed: epoch);
        }
        Assert.True(agreement < 0.5, $"{agreement} before");
        Assert.True(Agreement() > 0.9, $"{Agreement()} after");
        Assert.Equal(before, teacher.Parameters.Select(parameter => parameter.ToArray()));

        double Agreement()
        {
            float[] theirs = teacher.Predict(data), ours = student.Predict(data);
            return theirs.Chunk(10).Zip(ours.Chunk(10)).Average(pair =>
                Array.IndexOf(pair.First, pair.First.Max()) == Array.IndexOf(pair.Second, pair.Second.Max()) ? 1.0 : 0);
        }
    }

    /// <summary>Bright squares at places that differ from image to image, on a grey ground.</summary>
    private static float[] Images(int count)
    {
        var random = new Random(4);
        var images = new float[count * 784];
        for (var i = 0; i < count; i++)
        {
            var (top, left) = (random.Next(20), random.Next(20));
            for (var pixel = 0; pixel < 784; pixel++)
            {
                var inside = pixel / 28 >= top && pixel / 28 < top + 8 && pixel % 28 >= left && pixel % 28 < left + 8;
                images[i * 784 + pixel] = (inside ? 0.9f : 0.1f) + 0.1f * random.NextSingle();
            }
        }
        return images;
    }
}
