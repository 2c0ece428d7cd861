namespace EdgeGpu;

/// <summary>The model's weights on a GPU, and one batch of pictures at a time.</summary>
internal sealed class FashionSession : IDisposable
{
    private readonly GpuArena arena;
    private readonly GpuStaging staging;
    private readonly GpuCommands commands;
    private readonly GpuReadback outputs;

    /// <exception cref="GpuException">The GPU has too little memory, or cannot run the kernels.</exception>
    public FashionSession(GpuDevice gpu, FashionMlp model, int pictures)
    {
        long end = 0;
        var x = Place(pictures * FashionMlp.InputLength);
        var y = Place(pictures * FashionMlp.OutputLength);
        GpuArgument[] arguments = [x, .. model.Parameters.Select(parameter => (GpuArgument)Place(parameter.Length)), y];

        arena = gpu.Allocate(end);
        var program = gpu.Load(typeof(FashionMlp.GpuKernels));
        var at = y.Offset + Round(y.Bytes);
        foreach (var parameter in model.Parameters)
        {
            arena.Upload<float>(at, InputsFirst(parameter));
            at += Round(4L * parameter.Length);
        }
        commands = gpu.Record(arena, commands =>
            commands.Launch(program, nameof(FashionMlp.GpuKernels.Predict), pictures, 64, arguments));
        staging = gpu.Stage(arena, x);
        outputs = gpu.ReadBack(arena, y);

        GpuSpan Place(int length)
        {
            var span = new GpuSpan(end, length);
            end += Round(span.Bytes);
            return span;
        }
    }

    private static long Round(long bytes) => (bytes + 255) / 256 * 256;

    // Neighbouring threads read neighbouring weights.
    private static float[] InputsFirst(Parameter parameter)
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        if (parameter.Shape is not [var outputs, var inputs])
            return values;
        var turned = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
            turned[i % inputs * outputs + i / inputs] = values[i];
        return turned;
    }

    /// <summary>Probabilities of the ten classes, for as many pictures as the session was made for.</summary>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> pictures)
    {
        pictures.CopyTo(staging.Part<float>(0));
        staging.Send();
        commands.Run();
        outputs.Start();
        return outputs.Wait<float>();
    }

    public void Dispose()
    {
        outputs.Dispose();
        staging.Dispose();
        commands.Dispose();
        arena.Dispose();
    }
}
