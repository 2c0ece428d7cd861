using ModelGen.Compiler;
using ModelGen.Compiler.Language;
using ModelGen.Compiler.Reference;
using ModelGen.Generator.Declaration;
using ModelGen.Generator.Incremental;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>
/// Layers made of other operators, against the definition written out: declared, evaluated by the reference interpreter,
/// and as generated code.
/// </summary>
public class LayerValueTests(LayerModels models) : IClassFixture<LayerModels>
{
    public static TheoryData<string> Cases => [.. LayerCase.All.Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void DeclaredLayerIsItsDefinition(string name)
    {
        var layer = LayerCase.All.Single(layer => layer.Name == name);
        var evaluated = Evaluator.Evaluate(models.Declarations[name], Mode.Inference, withLoss: false);
        Assert.DoesNotContain(evaluated.Diagnostics, diagnostic => !diagnostic.IsHint);
        var run = Interpreter.Run(evaluated.Graph, LayerCase.Samples, source => source.Source switch
        {
            Source.Input => layer.Input,
            Source.Parameter { Info: var info } => layer.InGraphOrder(info),
            _ => throw new NotSupportedException(source.ToString()),
        });
        AssertClose(layer.Expected(), run[evaluated.Outputs[0]], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GeneratedLayerIsItsDefinition(string name)
    {
        var layer = LayerCase.All.Single(layer => layer.Name == name);
        var model = models.Create(name);
        foreach (var parameter in model.Parameters)
            parameter.CopyFrom([.. layer.ValuesOf(parameter.Name, parameter.Length).Select(value => (float)value)]);
        var expected = layer.Expected();
        var batch = new Batch(model.Info.InputColumns, LayerCase.Samples);
        batch.Begin(LayerCase.Samples, weighted: false);
        layer.Input.Select(value => (float)value).ToArray().CopyTo(batch.RealsToFill(0));
        var output = new float[expected.Length];
        model.Predict(batch, output);
        AssertClose(expected, [.. output.Select(value => (double)value)], 1e-5);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])), $"y[{i}] is {actual[i]:G9}, expected {expected[i]:G9}.");
    }
}
