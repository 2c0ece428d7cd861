namespace Regression;

/// <summary>y = w·x + b</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(1)]
[Dense(1, name: "line")]
public sealed partial class LinearRegression;

/// <summary>p = 1 / (1 + e^−(w·x + b)), the probability that the label is 1</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
[Input(1)]
[Dense(1, Activation.Sigmoid, name: "line")]
public sealed partial class LogisticRegression;
