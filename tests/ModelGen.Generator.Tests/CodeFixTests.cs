using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ModelGen.CodeFixes;

namespace ModelGen.Generator.Tests;

/// <summary>Mends lead to the expected text, in which nothing is left to mend.</summary>
public class CodeFixTests
{
    [Fact]
    public Task MakeTheClassPartial() => Mends(new MakePartial(), "Make 'Net' partial",
        "[Model]\n[Input(4)]\n[Dense(2)]\nclass Net;",
        "[Model]\n[Input(4)]\n[Dense(2)]\npartial class Net;");

    [Fact]
    public Task MakeTheTypesAroundItPartial() => Mends(new MakePartial(), "Make 'Zoo' partial",
        "public class Zoo\n{\n    [Model]\n    [Input(4)]\n    [Dense(2)]\n    public partial class Net;\n}",
        "public partial class Zoo\n{\n    [Model]\n    [Input(4)]\n    [Dense(2)]\n    public partial class Net;\n}");

    [Fact]
    public Task UsePaddingSameInAnAttribute() => Mends(new UsePaddingSame(), "Use Padding.Same",
        "[Model]\n[Input(4, 4, 1)]\n[Conv2D(8, 5)]\npublic partial class Net;",
        "[Model]\n[Input(4, 4, 1)]\n[Conv2D(8, 5, padding: Padding.Same)]\npublic partial class Net;");

    [Fact]
    public Task UsePaddingSameInACall() => Mends(new UsePaddingSame(), "Use Padding.Same",
        "[Model]\npublic partial class Net\n{\n    static Tensor Forward([Input(4, 4, 1)] Tensor x) => x.Conv2D(8, 5);\n}",
        "[Model]\npublic partial class Net\n{\n    static Tensor Forward([Input(4, 4, 1)] Tensor x) => x.Conv2D(8, 5, padding: Padding.Same);\n}");

    [Fact]
    public Task Flatten() => Mends(new InsertFlatten(), "Insert Flatten",
        "[Model(Loss = Losses.MeanSquaredError)]\n[Input(4, 4, 1)]\n[Conv2D(8, 3)]\n[Dense(3)]\n[Target(3)]\npublic partial class Net;",
        "[Model(Loss = Losses.MeanSquaredError)]\n[Input(4, 4, 1)]\n[Conv2D(8, 3)]\n[Flatten]\n[Dense(3)]\n[Target(3)]\npublic partial class Net;");

    private static async Task Mends(CodeFixProvider fix, string title, string before, string after)
    {
        var diagnostic = Assert.Single(GeneratorHarness.Diagnose(before));
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("app", LanguageNames.CSharp).AddDocument("File0.cs", before);
        var tree = (await document.GetSyntaxTreeAsync())!;
        var here = Diagnostic.Create(diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan), "");
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => actions.Add(action), CancellationToken.None));
        var chosen = Assert.Single(actions);
        Assert.Equal(title, chosen.Title);
        var changed = Assert.Single((await chosen.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(after, (await changed.GetTextAsync()).ToString());
        Assert.Empty(GeneratorHarness.Diagnose(after));
    }
}
