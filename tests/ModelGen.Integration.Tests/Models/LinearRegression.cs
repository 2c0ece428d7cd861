namespace ModelGen.Integration.Tests.Models;

/// <summary><c>golden/linear_regression</c>: y = 2x + 3.</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(1)]
[Dense(1, name: "line")]
public sealed partial class LinearRegression;
