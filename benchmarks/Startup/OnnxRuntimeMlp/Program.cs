using Microsoft.ML.OnnxRuntime;

using var options = new SessionOptions { IntraOpNumThreads = 1 };
using var session = new InferenceSession(args[0], options);
using var input = OrtValue.CreateTensorValueFromMemory(new float[784], [1, 784]);
using var run = new RunOptions();
using var results = session.Run(run, ["input"], [input], ["output"]);
return Report.Done(results[0].GetTensorDataAsSpan<float>()[0]);
