namespace Distillation;

/// <summary>A convolutional net of 93,322 parameters, whose outputs are scores: a softmax would hide how sure it is.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(28, 28, 1)]
[Conv2D(32, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Activation.Relu)]
[Flatten]
[Dense(64, Activation.Relu)]
[Dense(10)]
public sealed partial class Teacher;

/// <summary>A net of 12,730 parameters. It has a loss to be evaluated by, but learns from gradients made outside.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy, OutputGradient = true)]
[Input(28, 28, 1)]
[Flatten]
[Dense(16, Activation.Relu)]
[Dense(10)]
public sealed partial class Student;
