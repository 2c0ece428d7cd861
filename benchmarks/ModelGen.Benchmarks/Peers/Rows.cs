using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Peers.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Peers;

/// <summary>The rows of the table, each a model and how the peers are made.</summary>
internal static class Rows
{
    public static IReadOnlyList<PeerRow> All { get; } =
    [
        Row.Reals("4-8-3", 1, () => new Tiny4(1), (model, x, y) => model.Predict(x, y), () => TorchNets.Dense(4, 8, 3), loop: (model, x, y, calls) =>
        {
            for (var call = 0; call < calls; call++) model.Predict(x, y);
        }),
        Row.Reals("16-32-16", 1, () => new Tiny16(1), (model, x, y) => model.Predict(x, y), () => TorchNets.Dense(16, 32, 16), loop: (model, x, y, calls) =>
        {
            for (var call = 0; call < calls; call++) model.Predict(x, y);
        }),
        .. Row.Batches([1, 32], batch => Row.Reals("MLP 784-64-64-10", batch, () => new FashionMlp(1), (model, x, y) => model.Predict(x, y),
            () => TorchNets.Dense(784, 64, 64, 10), Softmax)),
        .. Row.Batches([1, 32], batch => Row.Images("CNN", batch, 28, () => new FashionCnn(1), (model, x, y) => model.Predict(x, y), TorchNets.Cnn, Softmax)),
        .. Row.Batches([1, 32], batch => Row.Tokens("text LSTM", batch, () => new TextLstm(1), (model, x, y) => model.Predict(x, y), () => new TorchTextLstm(), Sigmoid)),
        .. Row.Batches([1, 32], batch => Row.Tokens("text LSTM, frozen", batch, () => new FrozenTextLstm(1), (model, x, y) => model.Predict(x, y), () => new TorchTextLstm(), Sigmoid)),
        .. Row.Batches([1, 32], batch => Row.Reals("block d=128, 64 tokens", batch, () => new Block128(1), (model, x, y) => model.Predict(x, y),
            () => new TorchOneBlock(128, 4), shape: [64, 128])),
        .. Row.Batches([1, 32], batch => Row.Reals("block d=128, 64 tokens, frozen", batch, () => new FrozenBlock128(1), (model, x, y) => model.Predict(x, y),
            () => new TorchOneBlock(128, 4), shape: [64, 128])),
        Row.Reals("block d=768, 128 tokens", 1, () => new Block768(1), (model, x, y) => model.Predict(x, y), () => new TorchOneBlock(768, 12), shape: [128, 768]),
        Row.Reals("block d=768, 128 tokens, frozen", 1, () => new FrozenBlock768(1), (model, x, y) => model.Predict(x, y), () => new TorchOneBlock(768, 12), shape: [128, 768]),
        Row.Images("ResNet-18 (224²)", 1, 224, () => new ModelZoo.ResNet18(1), (model, x, y) => model.Predict(x, y), () => torchvision.models.resnet18(), Softmax),
        Row.Images("ResNet-18 (224²), frozen", 1, 224, () => new FrozenResNet18(1), (model, x, y) => model.Predict(x, y), () => torchvision.models.resnet18(), Softmax),
        Row.Images("MobileNetV2 (224²)", 1, 224, () => new ModelZoo.MobileNetV2(1), (model, x, y) => model.Predict(x, y), () => torchvision.models.mobilenet_v2(), Softmax),
        Row.Images("MobileNetV2 (224²), frozen", 1, 224, () => new FrozenMobileNetV2(1), (model, x, y) => model.Predict(x, y), () => torchvision.models.mobilenet_v2(), Softmax),
        Row.Tokens("BERT-base, 128 tokens", 1, () => new Bert128(1), (model, x, y) => model.Predict(x, y), () => new TorchBert()),
        LanguageRows.Prompt("GPT-2, prompt of 128", 128),
        LanguageRows.Token("GPT-2, one token at context 512, fp32", () => new Gpt2(1), model => model.CreateSession(), (session, x, y) => session.Predict(x, y)),
        LanguageRows.Token("GPT-2, one token at context 512, bf16", () => new Gpt2BFloat16(1), model => model.CreateSession(), (session, x, y) => session.Predict(x, y)),
        LanguageRows.Token("GPT-2, one token at context 512, int8", () => new Gpt2Int8(1), model => model.CreateSession(), (session, x, y) => session.Predict(x, y)),

        Row.Training("MLP 784-64-64-10", 32, () => new FashionMlp(1), () => TorchNets.Dense(784, 64, 64, 10), CrossEntropy),
        Row.Training("CNN", 32, () => new FashionCnn(1), TorchNets.Cnn, CrossEntropy, imageSide: 28),
        Row.Training("text LSTM", 32, () => new TextLstm(1), () => new TorchTextLstm(), (x, target) => nn.functional.binary_cross_entropy_with_logits(x, target)),
        Row.Training("ResNet-18 (224²)", 8, () => new TrainedResNet18(1), () => torchvision.models.resnet18(), CrossEntropy, imageSide: 224),
        Row.Training("CharGpt", 12, () => new CharGpt.Gpt(1), () => new TorchCharGpt(), (scores, target) => CrossEntropy(scores.flatten(0, 1), target.flatten())),

        .. OnTwoThreads,
    ];

    // What must gain by a second thread.
    private static IEnumerable<PeerRow> OnTwoThreads =>
    [
        Row.Images("CNN", 32, 28, () => new FashionCnn(1) { Threads = 2 }, (model, x, y) => model.Predict(x, y), TorchNets.Cnn, Softmax, threads: 2),
        Row.Reals("block d=768, 128 tokens", 1, () => new Block768(1) { Threads = 2 }, (model, x, y) => model.Predict(x, y), () => new TorchOneBlock(768, 12), shape: [128, 768], threads: 2),
        Row.Images("ResNet-18 (224²)", 1, 224, () => new ModelZoo.ResNet18(1) { Threads = 2 }, (model, x, y) => model.Predict(x, y), () => torchvision.models.resnet18(), Softmax, threads: 2),
        LanguageRows.Prompt("GPT-2, prompt of 128", 128, threads: 2),
        LanguageRows.Token("GPT-2, one token at context 512, fp32", () => new Gpt2(1) { Threads = 2 }, model => model.CreateSession(), (session, x, y) => session.Predict(x, y), threads: 2),
        Row.Training("CNN", 32, () => new FashionCnn(1), TorchNets.Cnn, CrossEntropy, imageSide: 28, threads: 2),
        Row.Training("ResNet-18 (224²)", 8, () => new TrainedResNet18(1), () => torchvision.models.resnet18(), CrossEntropy, imageSide: 224, threads: 2),
    ];

    private static torch.Tensor Softmax(torch.Tensor x) => nn.functional.softmax(x, -1);

    private static torch.Tensor CrossEntropy(torch.Tensor scores, torch.Tensor labels) => nn.functional.cross_entropy(scores, labels);

    private static torch.Tensor Sigmoid(torch.Tensor x) => sigmoid(x);
}
