using ModelGen.Benchmarks.Models;

var model = FashionMlp.Load(args[0]);
var output = new float[FashionMlp.OutputLength];
model.Predict(new float[FashionMlp.InputLength], output);
return Report.Done(output[0]);
