using System.Reflection;
using ModelGen.Kernels;

namespace ModelGen.Tests.Ptx;

/// <summary>The kernels that models get, and the library's own: all become PTX that passes the walk.</summary>
public class GeneratedKernelTests
{
    private const BindingFlags Kernels = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Files of declarations, each with others that it needs.</summary>
    public static TheoryData<string> Files =>
    [
        .. new[] { "Cnn", "LinearRegression", "LogisticRegression", "Mlp", "Recurrent", "RecurrentVariants", "ResNet", "Transformers" }
            .Select(file => $"tests/ModelGen.Integration.Tests/Models/{file}.cs"),
        "samples/FashionMnist/Models.cs", "samples/TextSentiment/Models.cs", "samples/CharGpt/Gpt.cs",
        "samples/Distillation/Models.cs", "samples/Regression/Models.cs",
        .. Directory.GetFiles(Repository.Path("samples", "ModelZoo", "Models"), "*.cs").Order(StringComparer.Ordinal)
            .Select(path => "samples/ModelZoo/Models/" + Path.GetFileName(path)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void KernelsOfModelsPassTheWalk(string file)
    {
        var assembly = GpuForm.Build(File.ReadAllText(Repository.Path(file.Split('/'))));
        var classes = assembly.GetTypes().Where(type => type.Name == "GpuKernels").ToList();
        Assert.NotEmpty(classes);
        foreach (var kernels in classes) PtxWalk.Check(kernels.GetMethods(Kernels));
    }

    [Theory]
    [InlineData(typeof(LossKernels))]
    [InlineData(typeof(UpdateKernels))]
    public void TheLibrarysKernelsPassTheWalk(Type kernels) => PtxWalk.Check(kernels.GetMethods(Kernels));
}
