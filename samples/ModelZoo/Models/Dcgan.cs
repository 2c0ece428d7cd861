namespace ModelZoo;

/// <summary>
/// The generator of DCGAN (Radford, Metz and Chintala, 2016, figure 1), for images of 28×28×1: noise, projected to many
/// small maps, grows by transposed convolutions to values from −1 to 1. samples/Gan trains it.
/// </summary>
[Model(OutputGradient = true)]
[Input(100)]
[Dense(7 * 7 * 64, useBias: false, name: "project")]
[Reshape(7, 7, 64)]
[BatchNorm(name: "norm1")]
[Relu]
[ConvTranspose2D(32, 4, stride: 2, padding: 1, useBias: false, name: "conv1")]
[BatchNorm(name: "norm2")]
[Relu]
[ConvTranspose2D(1, 4, Activation.Tanh, stride: 2, padding: 1, name: "conv2")]
public sealed partial class DcganGenerator;

/// <summary>Its discriminator: strided convolutions instead of pooling, to the probability that an image is real.</summary>
[Model(Loss = Losses.BinaryCrossEntropy, InputGradient = true)]
[Input(28, 28, 1)]
[Conv2D(32, 4, padding: 1, stride: 2, name: "conv1")]
[LeakyRelu(0.2f)]
[Conv2D(64, 4, padding: 1, stride: 2, useBias: false, name: "conv2")]
[BatchNorm(name: "norm1")]
[LeakyRelu(0.2f)]
[Flatten]
[Dense(1, Activation.Sigmoid, name: "real")]
public sealed partial class DcganDiscriminator;
