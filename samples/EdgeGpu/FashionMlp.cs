namespace EdgeGpu;

/// <summary>Two hidden layers for pictures of clothing, 28 × 28 grey values: samples/Edge's, with its weights.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu)]
[Weights("../Edge/weights/fashion.safetensors")]
[Input(784)]
[Dense(64, Activation.Relu)]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class FashionMlp;
