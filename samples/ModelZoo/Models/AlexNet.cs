namespace ModelZoo;

/// <summary>AlexNet in one column (Krizhevsky, 2014, "One weird trick"); names as in torchvision.</summary>
[Model]
[Input(224, 224, 3)]
[Conv2D(64, 11, padding: 2, Activation.Relu, stride: 4, name: "features.0")]
[MaxPool2D(3, stride: 2)]
[Conv2D(192, 5, padding: 2, Activation.Relu, name: "features.3")]
[MaxPool2D(3, stride: 2)]
[Conv2D(384, 3, padding: 1, Activation.Relu, name: "features.6")]
[Conv2D(256, 3, padding: 1, Activation.Relu, name: "features.8")]
[Conv2D(256, 3, padding: 1, Activation.Relu, name: "features.10")]
[MaxPool2D(3, stride: 2)]
[AdaptiveAveragePool2D(6)]
[Flatten(Order.ChannelsFirst)]
[Dropout]
[Dense(4096, Activation.Relu, name: "classifier.1")]
[Dropout]
[Dense(4096, Activation.Relu, name: "classifier.4")]
[Dense(1000, Activation.Softmax, name: "classifier.6")]
public sealed partial class AlexNet;
