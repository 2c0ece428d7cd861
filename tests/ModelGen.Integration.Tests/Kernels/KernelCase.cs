using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Kernels;

using NumberFormat = ModelGen.Compiler.Emit.NumberFormat;

/// <summary>What a kernel computes, by plain loops in double: dense row-major inputs, sample after sample, to outputs.</summary>
public delegate double[][] Reference(double[][] inputs, int count);

/// <summary>A kernel and how to find out whether it is right.</summary>
public sealed record KernelCase(string Name, Kernel Kernel, Reference Reference)
{
    /// <summary>The inputs for this many samples; by default normal numbers for reals.</summary>
    public Func<Random, int, double[][]>? Inputs { get; init; }

    /// <summary>|Δ| ≤ tolerance · (1 + |expected|), of each element.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>How unbatched operands lie in memory, where the kernel's <see cref="Kernel.RequiredStorage"/> does not say.</summary>
    public Func<Value, ParameterStorage>? Storage { get; init; }

    public override string ToString() => Name;

    // Half of the last of eight bits, at each of the steps in which a kernel may round.
    private const double HalfTolerance = 1.0 / 64;

    /// <summary>
    /// The same with all operands as bfloat16 that the kernel takes so, and numbers that are such exactly; null where it
    /// takes none.
    /// </summary>
    public KernelCase? Halved()
    {
        var operands = Kernel.Inputs.Concat(Kernel.Outputs).Where(value => value.Type.Element == ModelGen.Compiler.ElementType.Real).ToList();
        var batched = operands.Where(value => value.IsBatched && Kernel.TakesHalves(value)).ToList();
        var weights = Kernel.Inputs.Where((value, i) => !value.IsBatched && Kernel.TakesHalves(value) && Kernel.RequiredStorage(i) is not null).ToList();
        if (batched.Count + weights.Count == 0 || Kernel.Accumulates) return null;
        var storages = new StoragePlan(NumberFormat.BFloat16, hasMasters: false);
        foreach (var value in batched) storages.Halve(value);
        for (var i = 0; i < Kernel.Inputs.Count; i++)
            if (weights.Contains(Kernel.Inputs[i])) storages.Propose(Kernel.Inputs[i], storages.Wish(Kernel, i)!);
        return this with
        {
            Name = Name + ", halves",
            Tolerance = Math.Max(Tolerance, HalfTolerance),
            Storages = storages,
            Inputs = (random, count) => [.. MakeInputs(random, count).Select(values => values.Select(value => (double)(float)(BFloat16)(float)value).ToArray())],
        };
    }

    /// <summary>
    /// The same with weights as integers, and weights that are such exactly; null where the kernel takes none.
    /// </summary>
    public KernelCase? Quantized()
    {
        var weight = Enumerable.Range(0, Kernel.Inputs.Count).Where(i => Kernel.TakesIntegers(Kernel.Inputs[i])).DefaultIfEmpty(-1).First();
        if (weight < 0 || Kernel.Inputs[weight].IsBatched || Kernel.Accumulates) return null;
        var storages = new StoragePlan(NumberFormat.Int8, hasMasters: false);
        storages.Quantize([new Selected(Kernel, [])]);
        storages.Propose(Kernel.Inputs[weight], storages.Wish(Kernel, weight)!);
        var columns = Kernel.Inputs[weight].Shape.RowLength;
        return this with
        {
            Name = Name + ", integers",
            Storages = storages,
            Inputs = (random, count) =>
            {
                var inputs = MakeInputs(random, count);
                for (var i = 0; i < inputs[weight].Length; i++)
                    inputs[weight][i] = (i < columns ? 127 : random.Next(-127, 128)) * Math.ScaleB(1, -6 - i % columns % 4);
                return inputs;
            },
        };
    }

    /// <summary>How the kernel's operands are kept while this case runs; as floats by default.</summary>
    public StoragePlan Storages { get; init; } = new();

    /// <summary>Random inputs that are floats exactly, so that the reference sees what the kernel sees.</summary>
    public double[][] MakeInputs(Random random, int count) => Inputs?.Invoke(random, count) is { } given
        ? [.. given.Select(values => values.Select(value => (double)(float)value).ToArray())]
        : [.. Kernel.Inputs.Select(input => Normal(random, input, count))];

    public static double[] Normal(Random random, Value value, int count, double scale = 1)
    {
        var values = new double[value.Shape.Length * (value.IsBatched ? count : 1)];
        foreach (ref var number in values.AsSpan())
            number = (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
