using System.Globalization;
using Regression;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// 100 points of y = 2x + 3, and the answers to "is sigmoid(2x + 3) above a half?", for x from −5 to 5.
float[] x = [.. Enumerable.Range(0, 100).Select(i => -5 + i * 10f / 99)];
float[] y = [.. x.Select(value => 2 * value + 3)];
float[] answers = [.. y.Select(value => value > 0 ? 1f : 0f)];

// All points at once, 1,000 times.
var options = new FitOptions { Epochs = 1000, BatchSize = 100, Optimizer = new Sgd(0.01f), Threads = 1, Progress = ProgressStyle.None };

var line = new LinearRegression(seed: 1);
Console.WriteLine(LinearRegression.Summary);
var history = line.Fit(DataSet.Create(x, y), options);
Console.WriteLine();
Console.WriteLine($"linear regression     weight {Value(line, "line.weight"):0.0000}  bias {Value(line, "line.bias"):0.0000}  (2 and 3)  loss {history.Epochs[^1].Loss:0.000000}");

var curve = new LogisticRegression(seed: 1);
var logistic = DataSet.Create(x, answers);
curve.Fit(logistic, options with { Optimizer = new Sgd(1f) });
var boundary = -Value(curve, "line.bias") / Value(curve, "line.weight");
Console.WriteLine($"logistic regression   weight {Value(curve, "line.weight"):0.0000}  bias {Value(curve, "line.bias"):0.0000}  boundary {boundary:0.00} (−1.50)  accuracy {curve.Evaluate(logistic).Accuracy:0.000}");

static float Value(IModel model, string name) => model.Parameters[name].ToArray()[0];
