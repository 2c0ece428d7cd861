using System.Globalization;
using System.Text;

namespace ModelGen.Build;

/// <summary>
/// The costs of models as text: operations and bytes of each layer, and the time that neither a processor's peak nor its
/// memory allows it to go below, max(FLOPs / peak, bytes / bandwidth) (Williams et al. 2009, "Roofline").
/// </summary>
internal static class CostReport
{
    /// <param name="costs">The generator's files.</param>
    /// <param name="peak">GFLOP/s.</param>
    /// <param name="bandwidth">GB/s.</param>
    public static string Write(IReadOnlyList<string> costs, double peak, double bandwidth)
    {
        var text = new StringBuilder();
        text.Append("One sample; time at ").Append(Number(peak)).Append(" GFLOP/s and ").Append(Number(bandwidth)).Append(" GB/s; bound by operations (f) or memory (m).\n");
        foreach (var model in costs.Select(Read))
        {
            var rows = new List<string[]> { new[] { "layer", "kind", "FLOPs", "bytes", "µs", "" } };
            rows.AddRange(model.Layers.Select(layer => Row(layer.Name, layer.Kind, layer.Flops, layer.Bytes)));
            rows.Add(["total", "", Whole(model.Layers.Sum(layer => layer.Flops)), Whole(model.Layers.Sum(layer => layer.Bytes)), Time(model.Layers.Sum(layer => Math.Max(Compute(layer.Flops), Move(layer.Bytes)))), ""]);
            var widths = Enumerable.Range(0, 6).Select(column => rows.Max(row => row[column].Length)).ToArray();
            text.Append('\n').Append(model.Name).Append('\n');
            foreach (var row in rows)
                text.Append(string.Join("  ", row.Select((cell, column) => column is < 2 or 5 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
        }
        return text.ToString();

        string[] Row(string name, string kind, long flops, long bytes) =>
            [name, kind, Whole(flops), Whole(bytes), Time(Math.Max(Compute(flops), Move(bytes))), Compute(flops) > Move(bytes) ? "f" : "m"];
        double Compute(long flops) => flops / peak / 1e3;
        double Move(long bytes) => bytes / bandwidth / 1e3;
    }

    /// <summary>The rows that differ, under the names of their models: those that were with −, those that are with +.</summary>
    public static string Difference(string before, string now)
    {
        var (old, current) = (Rows(before), Rows(now));
        var text = new StringBuilder();
        foreach (var model in old.Keys.Concat(current.Keys).Distinct())
        {
            var was = old.TryGetValue(model, out var rows) ? rows : [];
            var has = current.TryGetValue(model, out rows) ? rows : [];
            var lines = was.Except(has, StringComparer.Ordinal).Select(row => "- " + row)
                .Concat(has.Except(was, StringComparer.Ordinal).Select(row => "+ " + row)).ToList();
            if (lines.Count > 0) text.Append(model).Append('\n').Append(string.Join("\n", lines)).Append('\n');
        }
        return text.ToString();
    }

    // The rows of each model, with single spaces: a column that became wider is no change of the others.
    private static Dictionary<string, List<string>> Rows(string report)
    {
        var models = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var block in report.Replace("\r\n", "\n").Split(["\n\n"], StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var lines = block.Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
            models[lines[0]] = [.. lines.Skip(2).Select(line => string.Join(" ", line.Split([' '], StringSplitOptions.RemoveEmptyEntries)))];
        }
        return models;
    }

    private static (string Name, List<(string Name, string Kind, long Flops, long Bytes)> Layers) Read(string text)
    {
        var (name, layers) = ("", new List<(string, string, long, long)>());
        foreach (var line in text.Split('\n'))
        {
            var cells = line.Split('\t');
            if (cells[0] == "// model") name = cells[1];
            if (cells[0] == "// layer") layers.Add((cells[1], cells[2], long.Parse(cells[3], CultureInfo.InvariantCulture), long.Parse(cells[4], CultureInfo.InvariantCulture)));
        }
        return (name, layers);
    }

    private static string Whole(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Time(double microseconds) => microseconds.ToString("#,0.00", CultureInfo.InvariantCulture);
}
