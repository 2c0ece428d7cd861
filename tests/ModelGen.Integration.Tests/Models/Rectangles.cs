namespace ModelGen.Integration.Tests.Models;

/// <summary>Every overload of the layers that slide a window, in the stack form.</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(13, 17, 3)]
[Conv2D(8, [5, 3], Activation.Silu, stride: [2, 1], padding: [2, 1])]
[Conv2D(8, 3, padding: Padding.Same, stride: 2, groups: 2)]
[DepthwiseConv2D(3, 1, Activation.HardSwish, multiplier: 2)]
[Pad2D(1, 0, 0, 1)]
[AveragePool2D(2, stride: 1, padding: Padding.Same)]
[MaxPool2D([2, 3], padding: [1, 1, 0, 2])]
[Flatten(Order.ChannelsFirst)]
[Dense(4)]
public sealed partial class Rectangles;
