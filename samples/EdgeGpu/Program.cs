using System.Diagnostics;
using System.Globalization;
using Edge;
using EdgeGpu;

// Predicts 384 pictures on the GPU if there is one, on the processor otherwise, and says where, how well and how fast.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var pictures = Pictures.Read(Path.Combine(AppContext.BaseDirectory, "data"));
var model = FashionMlp.Pretrained();
var onProcessor = new float[pictures.Count * FashionMlp.OutputLength];
model.Predict(pictures.Images, onProcessor);
try
{
    using var gpu = args is ["--emulator"] ? GpuDevice.OpenEmulator() : GpuDevice.Open();
    using var session = new FashionSession(gpu, model, pictures.Count);
    var outputs = session.Predict(pictures.Images);
    Report(gpu.Name, outputs, () => session.Predict(pictures.Images));

    var furthest = 0f;
    for (var i = 0; i < outputs.Length; i++)
        furthest = Math.Max(furthest, Math.Abs(outputs[i] - onProcessor[i]));
    Console.WriteLine($"at most {furthest:E1} from the processor's probabilities");
}
catch (GpuException e)
{
    Console.WriteLine($"{e.Message} Predicting on the processor.");
    Report("the processor", onProcessor, () => model.Predict(pictures.Images, onProcessor));
}

void Report(string where, ReadOnlySpan<float> outputs, Action predict)
{
    var right = 0;
    for (var i = 0; i < pictures.Count; i++)
        if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax(outputs.Slice(i * 10, 10)) == pictures.Labels[i])
            right++;
    var start = Stopwatch.GetTimestamp();
    predict();
    Console.WriteLine($"{where}: {right} of {pictures.Count} pictures right, {Stopwatch.GetElapsedTime(start).TotalMicroseconds:0} µs for all");
}
