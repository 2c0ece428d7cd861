using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
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
    using var session = model.CreateGpuSession(gpu, pictures.Count);
    var onGpu = new float[onProcessor.Length];
    session.Predict(pictures.Images, onGpu);                        // the first time loads kernels and records launches
    Report(gpu.Name, onGpu, () => session.Predict(pictures.Images, onGpu));
    var furthest = onGpu.Zip(onProcessor, (a, b) => Math.Abs(a - b)).Max();
    Console.WriteLine($"at most {furthest:0.0E+0} from the processor's probabilities");
}
catch (GpuException e)
{
    Console.WriteLine($"{e.Message} Predicting on the processor.");
    Report("the processor", onProcessor, () => model.Predict(pictures.Images, onProcessor));
}

void Report(string where, float[] outputs, Action predict)
{
    var start = Stopwatch.GetTimestamp();
    predict();
    var time = Stopwatch.GetElapsedTime(start);
    var right = pictures.Labels.Index().Count(label =>
        TensorPrimitives.IndexOfMax(outputs.AsSpan(label.Index * FashionMlp.OutputLength, FashionMlp.OutputLength)) == label.Item);
    Console.WriteLine($"{where}: {right} of {pictures.Count} pictures right, {time.TotalMicroseconds:0} µs for all");
}
