namespace ModelGen.Benchmarks.Models;

/// <summary>The seed MLP.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(784)]
[Dense(64, Activation.Relu)]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class FashionMlp;
