using static TorchSharp.torch;
using static TorchSharp.torch.nn;

set_num_threads(1);
using var mode = inference_mode();
using var net = Sequential(
    ("dense1", Linear(784, 64)), ("relu1", ReLU()), ("dense2", Linear(64, 64)), ("relu2", ReLU()), ("dense3", Linear(64, 10)), ("softmax", Softmax(1)));
net.load(args[0]);
using var input = zeros(1, 784);
using var output = net.forward(input);
return Report.Done(output[0, 0].item<float>());
