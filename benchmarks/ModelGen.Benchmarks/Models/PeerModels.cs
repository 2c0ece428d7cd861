namespace ModelGen.Benchmarks.Models;

/// <summary>A net so small that calls cost more than arithmetic.</summary>
[Model]
[Input(4)]
[Dense(8, Activation.Relu)]
[Dense(3)]
public sealed partial class Tiny4;

/// <inheritdoc cref="Tiny4"/>
[Model]
[Input(16)]
[Dense(32, Activation.Relu)]
[Dense(16)]
public sealed partial class Tiny16;

/// <summary>The seed text classifier.</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
[Input(50)]
[Embedding(10_000, 128)]
[LSTM(64, returnSequences: true)]
[LSTM(32)]
[Dense(1, Activation.Sigmoid)]
public sealed partial class TextLstm;

/// <summary>The same, its embedding folded into the first product.</summary>
[Model(Frozen = true)]
[Input(50)]
[Embedding(10_000, 128)]
[LSTM(64, returnSequences: true)]
[LSTM(32)]
[Dense(1, Activation.Sigmoid)]
public sealed partial class FrozenTextLstm;

/// <summary>One block of an encoder over 64 positions.</summary>
[Model]
[Input(64, 128)]
[EncoderBlock(4, activation: Activation.Gelu, normFirst: true, name: "block")]
public sealed partial class Block128;

/// <summary>One block of BERT's size over 128 positions.</summary>
[Model]
[Input(128, 768)]
[EncoderBlock(12, activation: Activation.Gelu, normFirst: true, name: "block")]
public sealed partial class Block768;
