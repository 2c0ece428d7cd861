namespace ModelGen.Integration.Tests.Models;

/// <summary>Penalties on its weights, and a width that is no multiple of a vector.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(6)]
[Dense(20, Activation.Tanh, l1: 1e-3f, l2: 1e-2f)]
[Dense(3, Activation.Softmax)]
public sealed partial class Penalised;

/// <summary>Answers yes or no.</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
[Input(2)]
[Dense(4, Activation.Tanh)]
[Dense(1, Activation.Sigmoid)]
public sealed partial class YesOrNo;

/// <summary>Everything whose state a step depends on: dropout, running statistics.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(4)]
[Dense(12, Activation.Relu)]
[BatchNorm]
[Dropout(0.25f)]
[Dense(2, Activation.Softmax)]
public sealed partial class Stateful;
