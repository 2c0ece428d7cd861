using Microsoft.ML.OnnxRuntime;

// One reference brings the library and its generator too; the model is written because the project can export it.
var model = new Digits(seed: 1);
model.ExportOnnx("digits.onnx");

float[] image = [.. Enumerable.Range(0, Digits.InputLength).Select(i => i % 7 / 7f)];
var expected = new float[Digits.OutputLength];
model.Predict(image, expected);

using var session = new InferenceSession("digits.onnx");
using var input = OrtValue.CreateTensorValueFromMemory(image, [1, 8, 8, 1]);
using var results = session.Run(new RunOptions(), [session.InputNames[0]], [input], [session.OutputNames[0]]);
var actual = results[0].GetTensorDataAsSpan<float>().ToArray();
Console.WriteLine($"{actual.Length} outputs, largest difference {expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max():R}");

[Model]
[Input(8, 8, 1)]
[Conv2D(4, 3, Activation.Relu)]
[Flatten]
[Dense(10, Activation.Softmax)]
public sealed partial class Digits;
