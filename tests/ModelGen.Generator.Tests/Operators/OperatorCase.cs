using System.Text.Json;
using ModelGen.Tests;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>
/// One case of <c>ops.safetensors</c> as a model. Operands are parameters with a row per sample, of which the input, a
/// one-hot vector, selects one; so the gradients of parameters are those of the operands. The loss is Σ y · dy, or the
/// case's own.
/// </summary>
public sealed class OperatorCase(string name, JsonElement attributes, Golden file)
{
    public static Dictionary<string, OperatorCase> All { get; } = ReadAll();

    public string Name => name;

    public string Operator { get; } = attributes.GetProperty("op").GetString()!;

    /// <summary>Whether the operator is a loss, so that y is the mean loss.</summary>
    public bool IsLoss => file.Contains(name + "/t");

    /// <summary>Whether y is what the operator gives in prediction; batch statistics are seen in training only.</summary>
    public bool IsPredicted => !IsLoss && name != "BatchNorm_train";

    /// <summary>Whether the gradients are those of a training step; running statistics are used in prediction only.</summary>
    public bool IsTrained => name != "BatchNorm_eval";

    /// <summary>What the gradients of a loss were multiplied by; 1 for an operator, whose loss has dy in it.</summary>
    public float Scale => IsLoss ? this["dy"].Floats[0] : 1;

    public int Samples => this["x0"].Shape[0];

    /// <summary>Sample weights, where the case has them: the weight of each sample's class.</summary>
    public float[]? Weights => file.Contains(name + "/class_weight")
        ? [.. this["t"].Ints.Select(label => this["class_weight"].Floats[label])]
        : null;

    public GoldenTensor this[string tensor] => file[$"{name}/{tensor}"];

    /// <summary>The parameters of the model by the names of the case's operands.</summary>
    public IEnumerable<(string Operand, string Parameter)> Operands => Enumerable.Range(0, 3)
        .Select(i => $"x{i}")
        .Where(operand => file.Contains($"{name}/{operand}") && !(TakesIndices && operand == "x0"))
        .Select(operand => (operand, HasLayer && operand != "x0" ? operand == "x1" ? "layer.weight" : "layer.bias" : operand));

    /// <summary>Those of which the case holds a gradient: all but the condition of Where.</summary>
    public IEnumerable<(string Operand, string Parameter)> Differentiated =>
        Operands.Where(pair => file.Contains($"{name}/d{pair.Operand}"));

    /// <summary>Whether the first operand is integers, which are then the model's own input.</summary>
    public bool TakesIndices => this["x0"].Integers is not null;

    private bool HasLayer => Operator is "Dense" or "Conv1D" or "Conv2D" or "ConvTranspose2D" or "Embedding"
        or "BatchNorm" or "LayerNorm" or "RMSNorm" or "GroupNorm";

    public override string ToString() => name;

    /// <summary>The class, in the graph form.</summary>
    public string Declare()
    {
        var selections = Operands.Where(pair => pair.Operand == pair.Parameter).Select(pair => Select(pair.Operand));
        return $$"""
            [ModelGen.Model({{(IsLoss ? LossSettings() : "")}})]
            public sealed partial class {{name}}
            {
                static Tensor Forward({{Input()}})
                {
                    {{string.Join("\n        ", selections)}}
                    return {{(IsLoss ? Output() : Expression())}};
                }
            {{(IsLoss ? "" : $"\n    static Tensor Loss(Tensor y, [ModelGen.Target] Tensor dy) => (y * dy).Sum() * {Samples};")}}
            }

            """;
    }

    private string Input() => TakesIndices
        ? $"[ModelGen.Input({string.Join(", ", this["x0"].Shape[1..])})] Indices x0"
        : $"[ModelGen.Input({Samples})] Tensor sample";

    private string Select(string operand)
    {
        var shape = this[operand].Shape[1..];
        return $"var {operand} = sample.MatMul(Tensor.Parameter(\"{operand}\", {Samples}, {this[operand].Length / Samples}))"
            + $".Reshape({string.Join(", ", shape)});";
    }

    private string LossSettings() => $"Loss = Losses.{Operator}"
        + (Has("label_smoothing") && Operator != "KullbackLeibler" ? $", LabelSmoothing = {Number("label_smoothing")}" : "")
        + (Has("delta") ? $", HuberDelta = {Number("delta")}" : "");

    private string Output() => name == "BinaryCrossEntropy" ? "x0.Sigmoid()" : "x0";

    private string Expression() => Operator switch
    {
        "Add" => "x0 + x1",
        "Subtract" => "x0 - x1",
        "Multiply" => "x0 * x1",
        "Divide" => "x0 / x1",
        "Neg" => "-x0",
        "Minimum" or "Maximum" or "Pow" or "MatMul" => $"x0.{Operator}(x1)",
        "Where" => "(x0 > 0).Where(x1, x2)",
        "Clip" => $"x0.Clip({Number("min")}, {Number("max")})",
        "Sum" or "Mean" or "Variance" or "Max" or "Min" => $"x0.{Operator}({Text("axes")}, keepDimensions: {Text("keep")})",
        "Softmax" or "LogSoftmax" => $"x0.{Operator}({Text("axis")})",
        "Dense" => $"x0.Dense({Text("units")}, name: \"layer\")",
        "Conv2D" => $"x0.Conv2D({Text("filters")}, {Text("kernel")}, stride: [{Text("stride")}], padding: [{Text("padding")}], "
            + $"dilation: [{Text("dilation")}], groups: {Text("groups")}, name: \"layer\")",
        "Conv1D" => $"x0.Conv1D({Text("filters")}, {Text("kernel")}, padding: {Text("padding")}, stride: {Text("stride")}, name: \"layer\")",
        "ConvTranspose2D" => $"x0.ConvTranspose2D({Text("filters")}, {Text("kernel")}, stride: [{Text("stride")}], padding: [{Text("padding")}], "
            + $"outputPadding: [{Text("output_padding")}], name: \"layer\")",
        "Resize" => $"x0.UpSampling2D({Text("scale")}, Interpolation.{(Text("mode").Contains("bilinear") ? "Bilinear" : "Nearest")})",
        "CumulativeSum" => $"x0.CumulativeSum({Text("axis")})",
        "MaxPool2D" or "AveragePool2D" => $"x0.{Operator}({Text("kernel_size")}, {(Has("stride") ? Text("stride") : "0")}, "
            + $"{(Has("padding") ? Text("padding") : "0")})",
        "Embedding" => $"x0.Embedding({this["x1"].Shape[0]}, {this["x1"].Shape[1]}, name: \"layer\")",
        "GroupNorm" => $"x0.GroupNorm({Text("groups")}, {Number("epsilon")}, name: \"layer\")",
        "BatchNorm" or "LayerNorm" or "RMSNorm" => $"x0.{Operator}(epsilon: {Number("epsilon")}, name: \"layer\")",
        "RotaryPositions" => $"x0.RotaryPositions({Text("base")}, interleaved: true)",
        "Attention" => $"x0.ScaledDotProductAttention(x1, x2, causal: {Text("causal")})",
        "Permute" => $"x0.Permute({Text("axes")})",
        "Concat" => $"x0.Concat(x1, {Text("axis")})",
        "Slice" => "x0.Slice(0, 1, 3).Slice(1, 0, 5, step: 2)",
        "Pad" => "x0.Pad([0, 1], [3, 2])",
        _ => $"x0.{Operator}()",
    };

    private bool Has(string attribute) => attributes.TryGetProperty(attribute, out _);

    private string Text(string attribute) => attributes.GetProperty(attribute).GetRawText();

    private string Number(string attribute) => Text(attribute) + "f";

    private static Dictionary<string, OperatorCase> ReadAll()
    {
        var file = Golden.Open("ops");
        return Golden.OpenCases().RootElement.EnumerateObject()
            .Select(entry => new OperatorCase(entry.Name, entry.Value, file))
            .ToDictionary(operatorCase => operatorCase.Name);
    }
}
