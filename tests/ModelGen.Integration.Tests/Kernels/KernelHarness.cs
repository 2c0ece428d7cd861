using ModelGen.Compiler.Emit;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using NumberFormat = ModelGen.Compiler.Emit.NumberFormat;

/// <summary>
/// Compiles kernels, runs them on all vector widths and compares them with their references: also cut into two calls,
/// which must not change a bit, and with guards around every operand.
/// </summary>
public static class KernelHarness
{
    /// <summary>
    /// Checks all cases for these numbers of samples, with operands as floats and, where the kernel takes them so, as
    /// bfloat16 or integers; kernels are compiled together, which is much faster.
    /// </summary>
    public static void Check(IReadOnlyList<KernelCase> cases, params int[] counts)
    {
        CheckAll(cases, counts);
        foreach (var reduced in new[] { cases.Select(item => item.Halved()), cases.Select(item => item.Quantized()) })
            if (reduced.OfType<KernelCase>().ToArray() is { Length: > 0 } others) CheckAll(others, counts);
    }

    private static void CheckAll(IReadOnlyList<KernelCase> cases, int[] counts)
    {
        foreach (var item in cases) item.Kernel.Storages = item.Storages;
        var compiled = CompiledKernels.Compile([.. cases.Select(item => item.Kernel)]);
        var failures = new List<string>();
        for (var index = 0; index < cases.Count; index++)
            foreach (var count in counts)
            {
                var random = new Random(index * 1000 + count);
                var inputs = cases[index].MakeInputs(random, count);
                var expected = cases[index].Reference(inputs, count);
                for (var width = 0; width < CompiledKernels.Widths.Count; width++)
                    if (Failure(cases[index], compiled[index, width], CompiledKernels.Widths[width].Bits, inputs, expected, count, random) is { } failure)
                        failures.Add($"{cases[index].Name}, {count} samples, {CompiledKernels.Widths[width].Bits} bits: {failure}");
            }
        if (failures.Count > 0)
            Assert.Fail($"{failures.Count} failures\n{string.Join("\n", failures.Take(20))}\n\n{SourceOf(cases, failures[0])}");
    }

    /// <summary>Checks kernels as threads share them: the parts of one sample, one after the other, and several samples at once.</summary>
    public static void CheckShared(params KernelCase[] cases)
    {
        foreach (var item in cases)
        {
            Assert.True(item.Kernel.SampleParts > 1, $"{item.Name} has nothing to share.");
            item.Kernel.IsShared = true;
        }
        Check(cases, 1, 3);
    }

    private static string? Failure(
        KernelCase item, CompiledKernels.Call call, int bits, double[][] inputs, double[][] expected, int count, Random random)
    {
        var kernel = item.Kernel;
        var start = kernel.Outputs.Select(value => KernelCase.Normal(random, value, count)).ToArray();
        var whole = Run(item, call, bits, inputs, start, count, [], out var damage);
        if (damage is not null) return damage;
        var parts = Parts(kernel, count);
        if (parts > 1)
        {
            var cut = Run(item, call, bits, inputs, start, count, [parts / 3, parts - 1], out damage);
            if (damage is not null) return damage + " when cut";
            for (var output = 0; output < whole.Length - kernel.Workspaces; output++)
                if (!whole[output].AsSpan().SequenceEqual(cut[output]))
                    return $"{kernel.Outputs[output]} depends on how the work is split";
        }
        for (var output = 0; output < expected.Length; output++)
            for (var i = 0; i < expected[output].Length; i++)
            {
                var wanted = (double)(float)expected[output][i] + (kernel.Accumulates ? start[output][i] : 0);
                var actual = whole[output][i];
                if (double.IsNaN(wanted) ? !double.IsNaN(actual)
                    : double.IsInfinity(wanted) ? actual != wanted
                    : !(Math.Abs(actual - wanted) <= item.Tolerance * (1 + Math.Abs(wanted))))
                    return $"{kernel.Outputs[output]}[{i}] is {actual:G9}, expected {wanted:G9}";
            }
        return null;
    }

    private static double[][] Run(
        KernelCase item, CompiledKernels.Call call, int bits, double[][] inputs, double[][] start, int count, int[] cuts, out string? damage)
    {
        var kernel = item.Kernel;
        var operands = kernel.Inputs.Concat(kernel.Outputs).ToArray();
        var buffers = operands.Select((value, i) => new Buffer(
            value, count,
            (i < kernel.Inputs.Count ? kernel.RequiredStorage(i) : null) ?? (value.IsBatched ? null : item.Storage?.Invoke(value)),
            aligned: !value.IsBatched || i < kernel.Inputs.Count && kernel.ReadsPastEnd(i) || value.Type.Element == ElementType.Byte,
            bits, kernel.Storages.FormatOf(value))).ToArray();
        for (var i = 0; i < operands.Length; i++)
            if (i < inputs.Length) buffers[i].Write(inputs[i]);
            else if (kernel.Accumulates) buffers[i].Write(start[i - inputs.Length]);

        Array[] arrays = [.. buffers.Select(buffer => buffer.Array)];
        var parts = Parts(kernel, count);
        var from = 0;
        foreach (var to in cuts.Append(parts))
        {
            if (kernel.IsShared && count == 1)
                call((nuint)from, (nuint)to, 1, 7, 11, 0, arrays, [.. buffers.Select(buffer => buffer.Start)]);
            else if (kernel.Domain == Domain.Samples)
                call(0, (nuint)kernel.SampleParts, (nuint)(to - from), 7, 11, (nuint)from, arrays,
                    [.. buffers.Select((buffer, i) => buffer.Start + (operands[i].IsBatched ? from * operands[i].Shape.Length : 0))]);
            else
                call((nuint)from, (nuint)to, (nuint)count, 7, 11, 0, arrays, [.. buffers.Select(buffer => buffer.Start)]);
            from = to;
        }

        var damaged = Array.FindIndex(buffers, buffer => !buffer.IsIntact());
        damage = damaged < 0 ? null : $"wrote outside of {operands[damaged]}";
        for (var i = 0; i < inputs.Length && damage is null; i++)
            if (!buffers[i].Read().AsSpan().SequenceEqual(inputs[i])) damage = $"changed its input {operands[i]}";
        return [.. buffers.Skip(inputs.Length).Select(buffer => buffer.Read())];
    }

    private static int Parts(Kernel kernel, int count) =>
        kernel.Domain == Domain.Tiles ? kernel.TileCount : kernel.IsShared && count == 1 ? kernel.SampleParts : count;

    private static string SourceOf(IReadOnlyList<KernelCase> cases, string failure)
    {
        var kernel = cases.First(item => failure.StartsWith(item.Name + ",", StringComparison.Ordinal)).Kernel;
        return CompiledKernels.Compile([kernel]).Source;
    }
}
