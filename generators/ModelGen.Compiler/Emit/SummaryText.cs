using System.Globalization;
using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>The table that <c>Summary</c> and the class's doc comment show, all of it known at build time.</summary>
public static class SummaryText
{
    /// <param name="model">The model.</param>
    /// <param name="table">Its parameters.</param>
    /// <param name="inference">The plan of a prediction.</param>
    /// <param name="programs">The plans of a training step, if there is one.</param>
    /// <param name="footprint">The memory of a prediction.</param>
    public static string Write(EmissionModel model, ParameterTable table, CpuProgram inference, TrainerPrograms programs, Footprint footprint)
    {
        var rows = new List<string[]> { new[] { "layer", "kind", "shape", "parameters", "FLOPs", "bytes" } };
        foreach (var input in model.Inference.Inputs)
            rows.Add([input.Name!, "Input", Batched(Full(input)), "", "", Number(4L * Full(input).Length)]);
        foreach (var layer in model.Layers)
            rows.Add([layer.Name, layer.Kind, Batched(layer.Shape), Count(layer.Parameters), Count(layer.Flops), Number(4L * layer.Shape.Length)]);
        rows.Add(["total", "", "", Number(table.Count), Number(model.Layers.Sum(layer => layer.Flops)), ""]);

        var widths = Enumerable.Range(0, 6).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var lines = rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()).ToList();
        var rule = new string('─', lines.Max(line => line.Length));
        lines.Insert(1, rule);
        lines.Insert(lines.Count - 1, rule);

        var fixedParameters = table.Count - table.Trainable;
        lines.Add("");
        lines.Add($"parameters            {Number(table.Trainable)} trainable{(fixedParameters == 0 ? "" : $", {Number(fixedParameters)} running statistics")}, {Bytes(4L * table.BlockLength)} as stored");
        lines.Add($"inference workspace   {Bytes(4L * (inference.Buffers.ScratchLength + inference.Buffers.SharedLength + (model.Positions?.Sequences ?? 0) * inference.StateLength))}");
        if (model.Declaration.Budget is { } budget)
            lines.Add($"memory budget         {Bytes(budget.Ram)}, of which a prediction takes {Bytes(footprint.Total)}, {inference.Buffers.ChunkSamples} sample{(inference.Buffers.ChunkSamples == 1 ? "" : "s")} at a time");
        if (inference.Plan.Direct is { Count: > 0 } direct)
            lines.Add($"direct convolution    {string.Join(", ", direct)}: Winograd's algorithm takes more memory");
        if (inference.Plan.MadeAgain is { Count: > 0 } again)
            lines.Add($"computed again        {string.Join(", ", again)}: where they are used late, instead of kept");
        if (model.Positions is { IsWhole: false })
            lines.Add($"session               {Bytes(4L * inference.StateLength)} a sample{(model.Positions.Limit == 0 ? "" : $", up to {Number(model.Positions.Limit)} positions")}");
        if (programs.Exist)
            lines.Add($"training workspace    {Bytes(4L * programs.BatchLength)} a sample, {Bytes(4L * (table.BlockLength + programs.SharedLength + programs.ScratchLength))} besides (gradients, scratch of one thread), and the optimizer's own");
        if (programs.Training is not null)
            lines.Add($"loss                  {model.Loss}");
        if (programs.External is not null)
            lines.Add($"{(programs.Training is null ? "loss" : "    ")}                  outside of the model, by Backward(outputGradient)");
        foreach (var note in model.Notes) lines.Add(note);
        return string.Join("\n", lines);
    }

    // With all positions.
    private static Shape Full(Value input) => input.IsTimed ? new Shape([input.Type.Positions, .. input.Shape.ToArray()]) : input.Shape;

    private static string Batched(Shape shape) => new TensorType(shape, IsBatched: true).ToString();

    private static string Count(long number) => number == 0 ? "" : Number(number);

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => ByteCount.Text(bytes);
}
