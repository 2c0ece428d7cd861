namespace ModelGen.Tests.Training;

/// <summary>A little of everything that training knows: a convolution, batch statistics, pooling, dropout, a penalty.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy, Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class SmallNet
{
    static Tensor Forward([Input(6, 6, 2)] Tensor image) => image
        .Conv2D(8, 3, useBias: false).BatchNorm().Relu().MaxPool2D(2)
        .Flatten().Dense(12, Activation.Tanh).Dropout(0.3f).Dense(3, Activation.Softmax);
}

/// <summary>Without a loop on the processor, in more columns than are summed at once.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu)]
[Input(4)]
[Dense(128, useBias: false)]
public sealed partial class WideNet;

/// <summary>
/// Equal blocks, each with masks of its own: their launches are a loop. Without their numbers the names are those of others.
/// </summary>
[Model(Loss = Losses.MeanSquaredError, Targets = Targets.Gpu)]
public sealed partial class DeepNet
{
    static Tensor Forward([Input(9)] Tensor x)
    {
        x = x.Dense(8);
        for (var i = 0; i < 5; i++) x += x.LayerNorm(name: $"{i}.norm").Dense(8, Activation.Gelu, name: $"n.{i}").Dropout(0.2f);
        return x.Dense(2);
    }
}

/// <summary>Several outputs, one of them exposed on the way, and a loss of the model's own.</summary>
[Model(Targets = Targets.Gpu, InputGradient = true)]
public sealed partial class TwoHeads
{
    static (Tensor Mean, Tensor Deviation) Forward([Input(5)] Tensor x)
    {
        var hidden = x.Dense(7, Activation.Gelu).Expose("hidden");
        return (hidden.Dense(2), hidden.Dense(2).Exp());
    }

    static Tensor Loss(Tensor mean, Tensor deviation, [Target(2)] Tensor y) =>
        (((y - mean) / deviation).Square() * 0.5f + deviation.Log()).Sum();
}

/// <summary>A model for the processor alone.</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(4)]
[Dense(1)]
public sealed partial class CpuNet;
