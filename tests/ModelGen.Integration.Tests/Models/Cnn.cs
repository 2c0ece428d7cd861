namespace ModelGen.Integration.Tests.Models;

/// <summary><c>golden/cnn</c>: the convolutional net of the Fashion-MNIST sample.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(28, 28, 1)]
[Conv2D(32, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Activation.Relu)]
[Flatten]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class Cnn;
