namespace ModelGen.Integration.Tests.Models;

/// <summary><c>golden/mlp</c>: 784-64-64-10.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(784)]
[Dense(64, Activation.Relu)]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class Mlp;

/// <summary>The net of the <c>golden/optimizer_*</c> files: 6-8-8-3, small enough to become straight-line code.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(6)]
[Dense(8, Activation.Relu)]
[Dense(8, Activation.Relu)]
[Dense(3, Activation.Softmax)]
public sealed partial class SmallMlp;
