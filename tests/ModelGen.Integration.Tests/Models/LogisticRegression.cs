namespace ModelGen.Integration.Tests.Models;

/// <summary><c>golden/logistic_regression</c>: labels round(sigmoid(2x + 3)).</summary>
[Model(Loss = Losses.BinaryCrossEntropy)]
[Input(1)]
[Dense(1, Activation.Sigmoid, name: "line")]
public sealed partial class LogisticRegression;
