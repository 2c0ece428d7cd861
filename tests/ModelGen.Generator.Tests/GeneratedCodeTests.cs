using Microsoft.CodeAnalysis;

namespace ModelGen.Generator.Tests;

/// <summary>What is generated compiles, whatever the declaration is called and made of.</summary>
public class GeneratedCodeTests
{
    [Theory]
    [InlineData("first", "count", "memory", "n")]
    [InlineData("weights", "loss", "batch", "target")]
    [InlineData("parameters", "shared", "spare", "model")]
    [InlineData("input", "output", "index", "s")]
    [InlineData("x", "y", "@event", "seed")]
    [InlineData("scratch", "gradient", "step", "capacity")]
    [InlineData("image", "label", "image", "label")]
    public void Any_names_of_inputs_and_outputs(string a, string b, string c, string d) => Compiles($$"""
        [Model(OutputGradient = true, InputGradient = true)]
        public partial class Net
        {
            static (Tensor {{c}}, Tensor {{d}}) Forward([Input(3)] Tensor {{a}}, [Input(3)] Tensor {{b}}) => ({{a}}.Dense(2), ({{a}} + {{b}}).Dense(3));

            static Tensor Loss(Tensor one, Tensor two, [Target] Tensor {{a}}, [Target] Tensor {{d}}) =>
                LossFunctions.MeanSquaredError(one, {{a}}) + LossFunctions.MeanSquaredError(two, {{d}});
        }
        """);

    [Theory]
    [InlineData("")]
    [InlineData("Loss = Losses.MeanSquaredError")]
    [InlineData("OutputGradient = true")]
    [InlineData("OutputGradient = true, InputGradient = true")]
    [InlineData("Loss = Losses.MeanSquaredError, OutputGradient = true")]
    [InlineData("Loss = Losses.MeanSquaredError, OutputGradient = true, InputGradient = true")]
    public void Any_choice_of_gradients(string options) => Compiles($$"""
        [Model({{options}})]
        public partial class Net
        {
            static Tensor Forward([Input(6, 6, 2)] Tensor image) => image.Conv2D(4, 3, Activation.Relu).Expose("features")
                .BatchNorm().Dropout(0.5f).Flatten().Dense(3).Expose("result");
        }
        """);

    /// <summary>With a mistake in the declaration, code that uses the model has no further errors.</summary>
    [Theory]
    [InlineData("[Dense(0)]", "MG0007")]
    [InlineData("[Dense(2)]", null)]
    public void A_mistake_is_one_error(string layer, string? id)
    {
        var (generated, compiled) = Run($$"""
            [Model(Loss = Losses.MeanSquaredError, OutputGradient = true, InputGradient = true)]
            [Input(4)]
            {{layer}}
            public partial class Net;

            static class User
            {
                static void Use(ReadOnlySpan<float> x, Span<float> y, System.IO.Stream stream)
                {
                    var model = new Net(seed: 3);
                    model = Net.Load("file"); model = Net.Load(stream); model = Net.Load(default(ReadOnlySpan<byte>), new WeightMap());
                    model.Save("file");
                    model.Predict(x, y);
                    model.Predict(new System.Numerics.Tensors.ReadOnlyTensorSpan<float>(x), new System.Numerics.Tensors.TensorSpan<float>(y));
                    Console.WriteLine(Net.Summary + Net.ParameterCount + Net.FlopsPerSample + Net.InputLength + Net.OutputLength + model.Info.Name + model.Parameters.Count);
                    using var trainer = model.CreateTrainer(new Adam(1e-3f), batchSize: 32, threads: 2);
                    float loss = trainer.Step(x, y) + trainer.Forward(x, y, x) + trainer.Evaluate(x, y);
                    trainer.Backward();
                    trainer.Forward(x).CopyTo(y);
                    trainer.Backward(x);
                    trainer.InputGradient.CopyTo(y);
                    trainer.Output.CopyTo(y);
                    trainer.ClearGradients();
                    trainer.Update();
                    Console.WriteLine(trainer.Gradients.Count + trainer.BatchSize + (long)trainer.State.Step + trainer.Optimizer.SlotCount);
                    model.Fit(null!, new FitOptions());
                }
            }
            """);
        Assert.Equal(id, generated.SingleOrDefault()?.Id);
        Assert.Empty(compiled);
    }

    private static void Compiles(string source)
    {
        var (generated, compiled) = Run(source);
        Assert.Empty(generated);
        Assert.Empty(compiled);
    }

    // The compiler's own warnings count too: generated code is to have none.
    private static (IReadOnlyList<Diagnostic> Generated, IReadOnlyList<Diagnostic> Compiled) Run(string source)
    {
        GeneratorHarness.Driver().RunGeneratorsAndUpdateCompilation(GeneratorHarness.Compilation(source), out var output, out var diagnostics);
        return (diagnostics, [.. output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed && !diagnostic.Id.StartsWith("CS17", StringComparison.Ordinal))]);
    }
}
