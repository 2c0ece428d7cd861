using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using OutputKind = Microsoft.CodeAnalysis.OutputKind;

/// <summary>Kernels as a generated file would hold them, compiled under a consumer's strictest settings.</summary>
public sealed class CompiledKernels
{
    /// <summary>The vector types that the kernels are made for, from the widest to the narrowest.</summary>
    public static IReadOnlyList<(int Bits, Type[] Types)> Widths { get; } =
    [
        (512, [typeof(Simd512), typeof(Simd512x2), typeof(Simd512x4)]),
        (256, [typeof(Simd256), typeof(Simd256), typeof(Simd256x2)]),
        (128, [typeof(Simd128), typeof(Simd128), typeof(Pair<Simd128>)]),
    ];

    private readonly Type kernels;

    private CompiledKernels(string source, Type kernels) => (Source, this.kernels) = (source, kernels);

    public delegate void Call(nuint from, nuint to, nuint count, uint seed, uint step, nuint first, Array[] arrays, int[] starts);

    public string Source { get; }

    public Call this[int kernel, int width] => kernels.MakeGenericType(Widths[width].Types)
        .GetMethod($"Call{kernel}")!.CreateDelegate<Call>();

    public static CompiledKernels Compile(IReadOnlyList<Kernel> kernels)
    {
        var source = Write(kernels);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(AlignedBlock).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Kernels" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))],
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                generalDiagnosticOption: ReportDiagnostic.Error, nullableContextOptions: NullableContextOptions.Enable));

        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var lines = source.Split('\n');
            throw new InvalidOperationException(string.Join("\n", result.Diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10)
                .Select(diagnostic => $"{diagnostic}\n    {lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}"))
                + "\n" + source);
        }
        return new CompiledKernels(source, Assembly.Load(image.ToArray()).GetType("Kernels`3")!);
    }

    private static string Write(IReadOnlyList<Kernel> kernels)
    {
        var code = new CodeWriter();
        code.Lines("""
            using System;
            using System.Runtime.CompilerServices;
            using System.Runtime.InteropServices;
            using System.Runtime.Intrinsics;
            using ModelGen.Numerics;
            using static ModelGen.Numerics.Offsets;

            """);
        using (code.Block("""
            public static class Kernels<TVector, TTwelve, TSix>
                where TVector : struct, ISimd<TVector>
                where TTwelve : struct, ISimd<TTwelve>
                where TSix : struct, ISimd<TSix>
            """))
        {
            code.Lines(PanelText.Members);
            for (var i = 0; i < kernels.Count; i++)
            {
                code.Line();
                var kernel = kernels[i];
                kernel.Emit(code, NamesOf(kernel, i));
                code.Line();
                WriteCall(code, kernel, i);
            }
        }
        return code.ToString();
    }

    private static KernelNames NamesOf(Kernel kernel, int index)
    {
        var names = new Names();
        return KernelNames.Of(kernel, $"{Names.Pascal(names[kernel.Outputs[0]])}{index}", names);
    }

    private static void WriteCall(CodeWriter code, Kernel kernel, int index)
    {
        using (code.Block($"public static void Call{index}(nuint from, nuint to, nuint count, uint seed, uint step, nuint first, Array[] arrays, int[] starts)"))
        {
            var arguments = new List<string> { kernel.Domain == Domain.Tiles ? "from, to, count" : kernel.IsShared ? "count, from, to" : "count" };
            arguments.AddRange(kernel.ExtraParameters.Select(parameter => parameter == "uint stream" ? $"{kernel.Stream}" : parameter.Split(' ')[1]));
            arguments.AddRange(kernel.Inputs.Concat(kernel.Outputs).Select((value, operand) =>
                $"ref At(ref MemoryMarshal.GetArrayDataReference(({kernel.Storages.TypeOf(value)}[])arrays[{operand}]), (nuint)starts[{operand}])"));
            code.Line($"{NamesOf(kernel, index).Method}({string.Join(", ", arguments)});");
        }
    }
}
