namespace ModelZoo;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998, figure 2), with all maps of S2 connected to C3 and plain means as
/// subsampling.
/// </summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(32, 32, 1)]
[Conv2D(6, 5, Activation.Tanh, name: "C1")]
[AveragePool2D(2)]
[Conv2D(16, 5, Activation.Tanh, name: "C3")]
[AveragePool2D(2)]
[Conv2D(120, 5, Activation.Tanh, name: "C5")]
[Flatten]
[Dense(84, Activation.Tanh, name: "F6")]
[Dense(10, Activation.Softmax, name: "output")]
public sealed partial class LeNet5;
