// Exclusive or, the smallest problem that a single layer cannot solve.
float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
int[] labels = [0, 1, 1, 0];

var model = new Xor(seed: 1);
using var trainer = model.CreateTrainer(new Adam(0.05f), batchSize: 4);
var loss = float.NaN;
for (var step = 0; step < 500; step++)
    loss = trainer.Step(inputs, labels);

var output = new float[4 * Xor.OutputLength];
model.Predict(inputs, output);
Console.WriteLine(Xor.Summary);
Console.WriteLine($"loss {loss}");
Console.WriteLine("learned " + string.Join(' ', output.Chunk(2).Select(row => row[1] > row[0] ? 1 : 0)));

[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(2)]
[Dense(8, Activation.Tanh)]
[Dense(2, Activation.Softmax)]
public sealed partial class Xor;
