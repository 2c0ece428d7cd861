namespace ModelGen.Tests.Training;

// Models that learn from derivatives that come from outside, or pass theirs on.

/// <summary>The first half of <see cref="Whole"/>: trained only by what <see cref="SecondHalf"/> passes back.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu, OutputGradient = true)]
public sealed partial class FirstHalf
{
    private static Tensor Forward([Input(6, 6, 2)] Tensor image) => image
        .Conv2D(8, 3, Activation.Tanh, name: "conv").BatchNorm(name: "norm").Flatten().Dense(5, Activation.Silu, name: "code");
}

[Model(Targets = Targets.Cpu | Targets.Gpu, Loss = Losses.SparseCategoricalCrossEntropy, OutputGradient = true, InputGradient = true)]
[Input(5)]
[Dense(7, Activation.Gelu, name: "hidden", l2: 0.01f)]
[Dense(4, Activation.Softmax, name: "classes")]
public sealed partial class SecondHalf;

[Model(Targets = Targets.Cpu | Targets.Gpu, Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Whole
{
    private static Tensor Forward([Input(6, 6, 2)] Tensor image) => image
        .Conv2D(8, 3, Activation.Tanh, name: "conv").BatchNorm(name: "norm").Flatten().Dense(5, Activation.Silu, name: "code")
        .Dense(7, Activation.Gelu, name: "hidden", l2: 0.01f).Dense(4, Activation.Softmax, name: "classes");
}

/// <summary>Several inputs, several outputs of different shape, an exposed value, both kinds of backward pass.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu, OutputGradient = true, InputGradient = true)]
public sealed partial class TwoSided
{
    private static (Tensor Mean, Tensor Map) Forward([Input(4)] Tensor left, [Input(3)] Tensor right)
    {
        var mixed = (left.Dense(6, Activation.Tanh) * right.Dense(6)).Expose("mixed");
        return (mixed.Mean(), mixed.Dense(4).Reshape(2, 2) + left.Reshape(2, 2));
    }

    private static Tensor Loss(Tensor mean, Tensor map, [Target] Tensor wantedMean, [Target] Tensor wantedMap) =>
        LossFunctions.MeanSquaredError(mean, wantedMean) + LossFunctions.MeanSquaredError(map, wantedMap);
}

[Model(Targets = Targets.Cpu | Targets.Gpu, OutputGradient = true)]
[Input(64)]
[Dropout(0.5f)]
[Dense(1, name: "sum")]
public sealed partial class Dropped;
