using System.Text;
using ModelGen.Integration.Tests.Models;

namespace ModelGen.Onnx.Tests;

/// <summary>What a model that asks for no description is.</summary>
[Model(Describe = false)]
[Input(2)]
[Dense(1)]
public sealed partial class Undescribed;

/// <summary>Names that stand in the way of others.</summary>
[Model]
[Input(3)]
[Dense(4, name: "a \"b\" @c")]
[Dense(2, name: "input")]
public sealed partial class OddlyNamed;

/// <summary>Files and what is said where there is none.</summary>
public class ExportTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void AFileIsReplacedInOnePiece()
    {
        var path = Path.Combine(folder.FullName, "model.onnx");
        File.WriteAllText(path, "old");
        new WholeSequence(1).ExportOnnx(path);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(path);
        Assert.Equal(["input"], session.InputNames);
        Assert.Equal([-1, 5, 3], session.InputMetadata["input"].Dimensions);
        Assert.Equal("N", session.InputMetadata["input"].SymbolicDimensions[0]);
        Assert.Equal([path], Directory.GetFiles(folder.FullName));
        Assert.Throws<DirectoryNotFoundException>(() => new WholeSequence(1).ExportOnnx(Path.Combine(folder.FullName, "nowhere", "model.onnx")));
    }

    [Fact]
    public void AModelWithoutDescriptionSaysWhatToWrite()
    {
        var mistake = Assert.Throws<InvalidOperationException>(() => new Undescribed(1).ExportOnnx(new MemoryStream()));
        Assert.Contains("Undescribed", mistake.Message);
        Assert.Contains("[Model(Describe = true)]", mistake.Message);
    }

    [Fact]
    public void WithoutThePackageModelsCarryNoDescriptionUnlessTheyAskForIt()
    {
        var assembly = ModelGen.Generator.Tests.InMemory.Build("""
            [Model]
            [Input(2)]
            [Dense(1)]
            public sealed partial class Silent;

            [Model(Describe = true)]
            [Input(2)]
            [Dense(1)]
            public sealed partial class Asking;
            """);
        Assert.False(typeof(IDescribedModel).IsAssignableFrom(assembly.GetType("Silent")));
        Assert.True(typeof(IDescribedModel).IsAssignableFrom(assembly.GetType("Asking")));
    }

    [Fact]
    public void AnOperatorWithoutCounterpartIsNamed()
    {
        var mistake = Assert.Throws<NotSupportedException>(() => new Refused().ExportOnnx(new MemoryStream()));
        Assert.Equal("Refused cannot be exported: ONNX has no counterpart of DropoutMask.", mistake.Message);
    }

    [Fact]
    public void NamesMayBeAnything() => Agreement.Check(new OddlyNamed(1).Shaken(), samples: 2);

    // The compiler writes such a line where an operator gives none.
    private sealed class Refused : IDescribedModel
    {
        private readonly Undescribed model = new(1);

        public ReadOnlySpan<byte> Graph => "unsupported DropoutMask\n"u8;

        public ModelInfo Info => model.Info with { Name = nameof(Refused) };

        public ParameterSet Parameters => model.Parameters;

        public void Predict(Batch batch, Span<float> output) => model.Predict(batch, output);
    }

    [Fact]
    public void ParametersStandInTheFileByTheirNames()
    {
        using var file = new MemoryStream();
        new WholeSequence(1).ExportOnnx(file);
        var text = Encoding.Latin1.GetString(file.ToArray());
        Assert.Contains("lstm.weight_ih_l0", text);
        Assert.Contains("lstm.weight_hh_l1", text);
    }
}
