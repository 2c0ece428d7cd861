using System.Runtime.InteropServices;
using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Numerics;

namespace ModelGen.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using SinusoidKind = ModelGen.Compiler.SinusoidKind;

/// <summary>A graph with its kernels and its plan of the device's memory, run as a trainer runs it.</summary>
public sealed class PlannedGraph
{
    private readonly ParameterTable table;
    private readonly GpuTables tables = new();
    private readonly int samples;

    /// <param name="graph">The graph, as the GPU's kernels take it.</param>
    /// <param name="samples">The samples of the batch, which is as large as it can be.</param>
    /// <param name="precision">How numbers go through products.</param>
    public PlannedGraph(Graph graph, int samples, GpuPrecision precision = GpuPrecision.Float32)
    {
        this.samples = samples;
        Graph = graph;
        Plan = GpuPlan.ForTraining(graph, GpuKernels.Cover(graph, precision), tables);
        table = new ParameterTable(graph.Parameters, new StoragePlan());
    }

    public Graph Graph { get; }

    public GpuPlan Plan { get; }

    /// <summary>Runs all kernels on a device; the sources' values and those of any outputs are doubles.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="kernels">The class that holds the kernels.</param>
    /// <param name="sources">The value of each source.</param>
    /// <returns>What reads a value afterwards.</returns>
    public Func<Value, double[]> Run(GpuDevice device, Type kernels, Func<Value, double[]> sources)
    {
        var bytes = sizeof(float) * ((long)CountersLength + 2L * table.BlockLength + Plan.SharedLength + (long)samples * (Plan.SentLength + Plan.BatchLength) + tables.Length);
        using var arena = device.Allocate(bytes);
        arena.Upload<int>(0, [7, 11]);        // the seed and the step of the masks
        foreach (var source in Graph.Sources.Where(Plan.Contains)) Write(arena, source, sources(source));
        WriteTables(arena);
        var program = device.Load(kernels);
        using var commands = device.Record(arena, recorded =>
        {
            for (var i = 0; i < Plan.Kernels.Count; i++)
            {
                var kernel = Plan.Kernels[i];
                List<GpuArgument> arguments = [.. kernel.Inputs.Concat(kernel.Outputs).Select(value => (GpuArgument)Span(value))];
                if (kernel.IsRandom) arguments.AddRange([new GpuSpan(0, CountersLength, GpuElement.Int32), kernel.Stream]);
                if (kernel.HasSamples) arguments.Add(samples);
                recorded.Launch(
                    program, CompiledGpuKernels.MethodOf(kernel, i),
                    (kernel.Grid.X.For(samples), kernel.Grid.Y.For(samples), kernel.Grid.Z.For(samples)), kernel.Grid.Threads,
                    CollectionsMarshal.AsSpan(arguments));
            }
        });
        commands.Run();
        // The arena ends with this call: what the outputs are is read now.
        var outputs = Graph.Outputs.Select(output => output.Value).Distinct().ToDictionary(value => value, value => Read(arena, value));
        return value => outputs[value];
    }

    private const int CountersLength = 16;

    private long TablesStart => CountersLength + 2L * table.BlockLength + Plan.SharedLength + (long)samples * (Plan.SentLength + Plan.BatchLength);

    // As a generated class fills them.
    private void WriteTables(GpuArena arena)
    {
        foreach (var table in Plan.Kernels.SelectMany(kernel => kernel.Inputs).Select(GpuView.Root).Where(value => Plan[value].Place == GpuPlace.Tables))
        {
            var (count, width, @base, kind) = (Sinusoid)table.Producer!.Operator;
            var values = new float[table.Shape.Length];
            if (kind == SinusoidKind.Positions) PositionTables.FillSinusoid(ref values[0], count, width, @base);
            else PositionTables.FillRotary(ref values[0], count, width, @base, interleaved: kind == SinusoidKind.RotaryPairs);
            arena.Upload<float>(Span(table).Offset, values);
        }
    }

    private GpuSpan Span(Value value)
    {
        var root = GpuView.Root(value);
        var (place, offset) = Plan[root];
        var length = value.Shape.Length * (value.IsBatched ? samples : 1);
        long start = place switch
        {
            GpuPlace.Parameters => CountersLength + table.EntryOf(Plan.ParameterOf(root)).Offset,
            GpuPlace.Gradients => CountersLength + table.BlockLength + table.EntryOf(Plan.ParameterOf(root)).Offset,
            GpuPlace.Tables => TablesStart + offset,
            GpuPlace.Shared => CountersLength + 2L * table.BlockLength + offset,
            GpuPlace.Sent => CountersLength + 2L * table.BlockLength + Plan.SharedLength + (long)offset * samples,
            _ => CountersLength + 2L * table.BlockLength + Plan.SharedLength + (long)samples * (Plan.SentLength + offset),
        };
        return new GpuSpan(start * sizeof(float), length, value.Type.Element switch
        {
            ElementType.Index => GpuElement.Int32,
            ElementType.Byte => GpuElement.Byte,
            _ => GpuElement.Float32,
        });
    }

    private void Write(GpuArena arena, Value value, double[] numbers)
    {
        var span = Span(value);
        switch (span.Element)
        {
            case GpuElement.Int32:
                arena.Upload<int>(span.Offset, [.. numbers.Select(number => (int)number)]);
                break;
            case GpuElement.Byte:
                arena.Upload<byte>(span.Offset, [.. numbers.Select(number => (byte)number)]);
                break;
            default:
                arena.Upload<float>(span.Offset, [.. numbers.Select(number => (float)number)]);
                break;
        }
    }

    private double[] Read(GpuArena arena, Value value)
    {
        var span = Span(value);
        switch (span.Element)
        {
            case GpuElement.Int32:
                var integers = new int[span.Length];
                arena.Download<int>(span.Offset, integers);
                return [.. integers.Select(number => (double)number)];
            case GpuElement.Byte:
                var bytes = new byte[span.Length];
                arena.Download<byte>(span.Offset, bytes);
                return [.. bytes.Select(number => (double)number)];
            default:
                var floats = new float[span.Length];
                arena.Download<float>(span.Offset, floats);
                return [.. floats.Select(number => (double)number)];
        }
    }
}
