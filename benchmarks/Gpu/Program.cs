using System.CommandLine;
using System.Globalization;
using GpuBenchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var output = new Option<FileInfo?>("--json") { Description = "Writes the results as JSON, for peers.py." };
var emulator = new Option<bool>("--emulator") { Description = "Runs on the emulator: shows that everything works, measures nothing." };
var steps = new Option<int>("--steps") { Description = "Timed steps of each model.", DefaultValueFactory = _ => 200 };
var gpu = new Command("gpu", "Training steps and products on this machine's GPU.") { output, emulator, steps };
gpu.SetAction(arguments => GpuBenchmark.Run(
    arguments.GetValue(emulator), arguments.GetValue(steps), arguments.GetValue(output)));
var root = new RootCommand("ModelGen on a GPU; run.sh sets it beside PyTorch.") { gpu };
return root.Parse(args).Invoke();
