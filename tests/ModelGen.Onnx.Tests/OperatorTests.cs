using System.Reflection;
using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Generator.Declaration;
using ModelGen.Generator.Incremental;
using ModelGen.Generator.Tests;
using ModelGen.Generator.Tests.Operators;

namespace ModelGen.Onnx.Tests;

/// <summary>All operator and layer cases with a description, generated and compiled once.</summary>
public sealed class DescribedModels
{
    private readonly Assembly assembly = InMemory.Build(Source);

    public static string Source { get; } = string.Concat(
            OperatorCase.All.Values.Where(operation => operation.IsPredicted).Select(operation => operation.Declare())
                .Concat(LayerCase.All.Select(layer => layer.Declare())).Concat(ExportCase.All.Select(made => made.Declare())))
        .Replace("[ModelGen.Model()]", "[ModelGen.Model]", StringComparison.Ordinal)
        .Replace("[ModelGen.Model]", "[ModelGen.Model(Describe = true)]", StringComparison.Ordinal);

    public IModel Create(string name) => (IModel)Activator.CreateInstance(assembly.GetType(name)!, 0)!;
}

/// <summary>Every operator and layer that can be exported, by ONNX Runtime and by the generated code.</summary>
public class OperatorTests(DescribedModels models) : IClassFixture<DescribedModels>
{
    public static TheoryData<string> Operators => [.. OperatorCase.All.Values.Where(operation => operation.IsPredicted).Select(operation => operation.Name)];

    public static TheoryData<string> Layers => [.. LayerCase.All.Select(layer => layer.Name), .. ExportCase.All.Select(made => made.Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void OperatorIsTheSame(string name)
    {
        var (operation, model) = (OperatorCase.All[name], models.Create(name));
        foreach (var (operand, parameter) in operation.Operands)
            model.Parameters[parameter].CopyFrom(operation[operand].Floats);
        var batch = OperatorModels.Batch(model, operation);
        var expected = new float[batch.Count * model.Info.OutputLength];
        model.Predict(batch, expected);
        using var peer = new Peer(model);
        Agreement.Close(expected, peer.Predict(model, batch));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void LayerIsTheSame(string name) => Agreement.Check(models.Create(name).Shaken(), samples: 3);

    [Fact]
    public void EveryOperatorThatCanBeExportedIsAmongTheCases()
    {
        var cases = Declarations.Read(Gate.Of(InMemory.Compile(DescribedModels.Source), default), default).Models
            .SelectMany(model => Evaluator.Evaluate(model, Mode.Inference, withLoss: false).Graph.Nodes)
            .Select(node => node.Operator.GetType()).ToHashSet();
        // Derivatives share what their families do, and are never part of a prediction; fused expressions and what sums over the
        // samples, which only training does, are in RandomGraphTests.
        var exported = OperatorRegistry.Operators.Where(type => type.GetMethod(nameof(Operator.ToOnnx))!.DeclaringType != typeof(Operator)
            && type != typeof(FusedElementwise) && type != typeof(BatchSum) && type != typeof(BatchSize) && (!type.Name.EndsWith("Gradient", StringComparison.Ordinal) || type == typeof(Conv2DInputGradient)));
        Assert.Empty(exported.Where(type => !cases.Contains(type)).Select(type => type.Name));
    }
}
