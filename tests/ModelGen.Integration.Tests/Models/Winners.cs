namespace ModelGen.Integration.Tests.Models;

/// <summary>Convolutions of whole vectors of channels in front of pooling: their gradients are sums over the winners.</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(14, 17, 3)]
[Conv2D(16, 3, Activation.Tanh)]
[MaxPool2D([1, 2])]
[Conv2D(80, [5, 3], Activation.LeakyRelu, padding: [2, 1])]
[MaxPool2D(3, stride: 2)]
[Conv2D(32, 2)]
[MaxPool2D(2, stride: 2)]
[Flatten]
[Dense(4)]
public sealed partial class Winners;
