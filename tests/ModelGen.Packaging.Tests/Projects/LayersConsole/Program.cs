using Acme;

float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
int[] labels = [0, 1, 1, 0];

var model = new GatedXor(seed: 1);
using var trainer = model.CreateTrainer(new Adam(0.05f), batchSize: 4);
for (var step = 0; step < 500; step++)
    trainer.Step(inputs, labels);

var output = new float[4 * GatedXor.OutputLength];
model.Predict(inputs, output);
foreach (var parameter in model.Parameters)
    Console.WriteLine($"{parameter.Name} [{string.Join(", ", parameter.Shape.ToArray())}]");
Console.WriteLine("learned " + string.Join(' ', output.Chunk(2).Select(row => row[1] > row[0] ? 1 : 0)));

[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class GatedXor
{
    static Tensor Forward([Input(2)] Tensor x) => x.Gated(8).Dense(2, Activation.Softmax);
}
