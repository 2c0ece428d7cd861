namespace ModelGen.Integration.Tests.Models;

/// <summary><c>golden/rnn</c>: the last state of a simple net.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(9, 5)]
[SimpleRNN(20)]
[Dense(3, Activation.Softmax)]
public sealed partial class Rnn;

/// <summary><c>golden/gru</c>.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(9, 5)]
[GRU(20)]
[Dense(3, Activation.Softmax)]
public sealed partial class Gru;

/// <summary><c>golden/text_lstm</c>: a text classifier.</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
[Input(14)]
[Embedding(1000, 16, name: "embedding")]
[LSTM(24, returnSequences: true)]
[LSTM(12)]
[Dense(1, Activation.Sigmoid)]
public sealed partial class TextLstm;

/// <summary><c>golden/sequence_lstm</c>.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(7, 6)]
[LSTM(64, returnSequences: true)]
[LSTM(64)]
[Dense(10, Activation.Softmax)]
public sealed partial class SequenceLstm;

/// <summary><c>golden/peephole_lstm</c>.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(7, 5)]
[LSTM(16, peepholes: true)]
[Dense(3, Activation.Softmax)]
public sealed partial class PeepholeLstm;
