using System.Diagnostics;
using ModelGen;

namespace Edge;

/// <summary>What the program does on the device.</summary>
internal static class Device
{
    private const int TunedOn = 128, Passes = 30, BatchSize = 32, Sounds = 20 * Signals.Classes, FirstSound = 1000, Shown = 24;

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Predicts with both models, then teaches one of them to see upside down.</summary>
    public static int Run()
    {
        var pictures = Pictures.Read(Data);
        var fashion = FashionMlp.Pretrained();
        var keywords = KeywordNet.Pretrained();
        Console.WriteLine($"fashion     {Judge(Predict(fashion, pictures), pictures.Labels):0.0000} of {pictures.Count} pictures right, {Cost(output => fashion.Predict(pictures.Images.AsSpan(0, Pictures.Pixels), output.AsSpan(0, FashionMlp.OutputLength)))}");

        var (features, kinds) = Hear();
        Console.WriteLine($"keywords    {Judge(Predict(keywords, features), kinds):0.0000} of {Sounds} signals right, {Cost(output => keywords.Predict(features.AsSpan(0, KeywordNet.InputLength), output))}");

        var seen = pictures.UpsideDown(0, TunedOn);
        var unseen = pictures.UpsideDown(TunedOn, pictures.Count - TunedOn);
        var before = Judge(Predict(fashion, unseen), unseen.Labels);
        var (steps, fastest, bytes) = FineTune(fashion, seen);
        var after = Judge(Predict(fashion, unseen), unseen.Labels);
        Console.WriteLine($"upside down {before:0.0000} right before, {steps} steps of training on {TunedOn} pictures: {fastest.TotalMicroseconds:0} µs and {bytes / (double)(steps - 1):0.##} bytes a step");
        Console.WriteLine($"fine-tuned accuracy {after:0.0000}");
        return 0;
    }

    /// <summary>Prints outputs line by line: of pictures, of signals, and of pictures after fine-tuning.</summary>
    public static int PrintOutputs()
    {
        var pictures = Pictures.Read(Data);
        var fashion = FashionMlp.Pretrained();
        Print("fashion", Predict(fashion, pictures), FashionMlp.OutputLength);
        var (features, _) = Hear();
        Print("keywords", Predict(KeywordNet.Pretrained(), features), KeywordNet.OutputLength);
        FineTune(fashion, pictures.UpsideDown(0, TunedOn));
        Print("tuned", Predict(fashion, pictures.UpsideDown(0, TunedOn)), FashionMlp.OutputLength);
        return 0;
    }

    /// <summary>One prediction of a picture that is all black.</summary>
    public static int PrintFirst()
    {
        Span<float> output = stackalloc float[FashionMlp.OutputLength];
        FashionMlp.Pretrained().Predict(stackalloc float[FashionMlp.InputLength], output);
        Console.WriteLine(output[0]);
        return 0;
    }

    // The first step sets up what all later ones use: they are timed, the fastest counts, and their allocations are counted.
    private static (int Steps, TimeSpan Fastest, long Bytes) FineTune(FashionMlp model, Pictures pictures)
    {
        using var trainer = model.CreateTrainer(new Adam(1e-3f), BatchSize);
        var steps = Passes * pictures.Count / BatchSize;
        var (fastest, bytes) = (TimeSpan.MaxValue, 0L);
        for (var step = 0; step < steps; step++)
        {
            if (step == 1) bytes = GC.GetAllocatedBytesForCurrentThread();
            var first = step * BatchSize % pictures.Count;
            var start = Stopwatch.GetTimestamp();
            trainer.Step(pictures.Images.AsSpan(first * Pictures.Pixels, BatchSize * Pictures.Pixels), pictures.Labels.AsSpan(first, BatchSize));
            var time = Stopwatch.GetElapsedTime(start);
            if (time < fastest) fastest = time;
        }
        return (steps, fastest, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private static float[] Predict(FashionMlp model, Pictures pictures)
    {
        var output = new float[pictures.Count * FashionMlp.OutputLength];
        model.Predict(pictures.Images, output);
        return output;
    }

    private static float[] Predict(KeywordNet model, float[] features)
    {
        var output = new float[Sounds * KeywordNet.OutputLength];
        model.Predict(features, output);
        return output;
    }

    private static (float[] Features, int[] Kinds) Hear()
    {
        var features = new float[Sounds * KeywordNet.InputLength];
        var kinds = new int[Sounds];
        var signal = new float[Signals.Rate];
        for (var i = 0; i < Sounds; i++)
        {
            kinds[i] = i % Signals.Classes;
            Signals.Make(kinds[i], FirstSound + i / Signals.Classes, signal);
            Features.Extract(signal, features.AsSpan(i * KeywordNet.InputLength, KeywordNet.InputLength));
        }
        return (features, kinds);
    }

    private static double Judge(ReadOnlySpan<float> outputs, int[] labels)
    {
        var (right, classes) = (0, outputs.Length / labels.Length);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = outputs.Slice(i * classes, classes);
            var best = 0;
            for (var c = 1; c < classes; c++)
                if (row[c] > row[best]) best = c;
            if (best == labels[i]) right++;
        }
        return (double)right / labels.Length;
    }

    // The fastest of many, and what all of them allocate.
    private static string Cost(Action<float[]> predict)
    {
        const int most = 3000;
        var longest = TimeSpan.FromSeconds(0.3);
        var output = new float[KeywordNet.OutputLength];
        predict(output);
        var fastest = TimeSpan.MaxValue;
        var repeats = 0;
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var begin = Stopwatch.GetTimestamp(); repeats < most && Stopwatch.GetElapsedTime(begin) < longest; repeats++)
        {
            var start = Stopwatch.GetTimestamp();
            predict(output);
            var time = Stopwatch.GetElapsedTime(start);
            if (time < fastest) fastest = time;
        }
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return $"{fastest.TotalMicroseconds:0.0} µs and {bytes / repeats} bytes each";
    }

    private static void Print(string name, float[] outputs, int width)
    {
        for (var row = 0; row < Shown; row++)
            Console.WriteLine($"{name} {string.Join(' ', outputs.AsSpan(row * width, width).ToArray())}");
    }
}
