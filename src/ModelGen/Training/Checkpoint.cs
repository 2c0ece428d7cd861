using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// A whole training in one safetensors file. Tensors: <c>parameter/…</c>, <c>optimizer/slot/…</c> in framework order and
/// <c>average/…</c>, <c>callback/i/…</c> and <c>metric/i/…</c>; the rest stands as JSON in the metadata under <c>training</c>.
/// </summary>
internal static class Checkpoint
{
    private const string MetadataKey = "training", Format = "ModelGen training 1";

    public static void Save(string path, Fitting fitting)
    {
        SafeTensorsWriter file = new();
        foreach (var parameter in fitting.Model.Parameters)
            file.Add($"parameter/{parameter.Name}", [.. parameter.Shape], parameter.ToArray());
        foreach (var (slot, parameter) in Slots(fitting))
            file.Add($"optimizer/{slot}/{parameter.Name}", [.. parameter.Shape], parameter.ToArray());
        foreach (var parameter in Averages(fitting))
            file.Add($"average/{parameter.Name}", [.. parameter.Shape], parameter.ToArray());

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString("model", fitting.Model.Info.Name);
            writer.WriteString("optimizer", fitting.OptimizerName);
            writer.WriteNumber("step", fitting.State.Step);
            writer.WriteNumber("seed", fitting.Options.Seed);
            writer.WriteNumber("batch_size", fitting.Options.BatchSize);
            writer.WriteNumber("accumulation_steps", fitting.Options.AccumulationSteps);
            writer.WriteString("ema_decay", Text(fitting.Options.EmaDecay));
            writer.WriteNumber("samples", fitting.SampleCount);
            writer.WriteNumber("epoch", fitting.Position.Epoch);
            writer.WriteNumber("batch", fitting.Position.Batch);
            writer.WriteString("stop_reason", fitting.Context.StopReason);
            WriteNumbers(writer, "sums",
            [
                ("loss", fitting.Position.LossSum), ("weight", fitting.Position.WeightSum),
                ("rate_scale", fitting.State.Optimizer.RateScale), ("averaged", fitting.Average?.Updates ?? 0),
            ]);
            WriteHistory(writer, fitting.Context.History);
            WriteStates(writer, file, "callback", fitting.Callbacks.Select<Callback, Action<SavedState>>(callback => callback.Save));
            WriteStates(writer, file, "metric", fitting.Metrics.Select<Metric, Action<SavedState>>(metric => metric.Save));
            writer.WriteEndObject();
        }
        file.Metadata[MetadataKey] = Encoding.UTF8.GetString(json.ToArray());
        file.Save(path);
    }

    /// <summary>Brings parameters, optimizer, callbacks and history to where the file says, and gives the position.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or is of another training; nothing is changed then.</exception>
    public static FitPosition Restore(string path, Fitting fitting)
    {
        var file = SafeTensors.Read(path);
        if (!file.Metadata.TryGetValue(MetadataKey, out var text))
            throw new InvalidDataException($"{path} is no checkpoint of a training: it lacks the metadata '{MetadataKey}'.");
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        Expect("format", Format);
        Expect("model", fitting.Model.Info.Name);
        Expect("optimizer", fitting.OptimizerName);
        Expect("seed", Text(fitting.Options.Seed));
        Expect("batch_size", Text(fitting.Options.BatchSize));
        Expect("accumulation_steps", Text(fitting.Options.AccumulationSteps));
        Expect("ema_decay", Text(fitting.Options.EmaDecay));
        Expect("samples", Text(fitting.SampleCount));
        ExpectCount("callback", fitting.Callbacks.Count);
        ExpectCount("metric", fitting.Metrics.Count);

        var sums = ReadNumbers(root.GetProperty("sums"));
        if (fitting.Average is { } average)
            average.Updates = (ulong)sums["averaged"];
        List<(Parameter Parameter, float[] Values)> loaded =
        [
            .. fitting.Model.Parameters.Select(parameter => (parameter, Find($"parameter/{parameter.Name}", parameter))),
            .. Slots(fitting).Select(slot => (slot.Parameter, Find($"optimizer/{slot.Name}/{slot.Parameter.Name}", slot.Parameter))),
            .. Averages(fitting).Select(parameter => (parameter, Find($"average/{parameter.Name}", parameter))),
        ];
        foreach (var (parameter, values) in loaded)
            parameter.CopyFrom(values);
        fitting.State.Optimizer.Step = root.GetProperty("step").GetUInt64();
        fitting.State.Optimizer.RateScale = (float)sums["rate_scale"];
        foreach (var epoch in root.GetProperty("history").EnumerateArray())
            fitting.Context.History.Add(ReadEpoch(epoch));
        if (root.GetProperty("stop_reason").GetString() is { } reason)
            fitting.Context.Stop(reason);
        for (var i = 0; i < fitting.Callbacks.Count; i++)
            fitting.Callbacks[i].Restore(ReadState(root, file, "callback", i));
        for (var i = 0; i < fitting.Metrics.Count; i++)
            fitting.Metrics[i].Restore(ReadState(root, file, "metric", i));
        return new()
        {
            Epoch = root.GetProperty("epoch").GetInt32(),
            Batch = root.GetProperty("batch").GetInt32(),
            LossSum = sums["loss"],
            WeightSum = sums["weight"],
        };

        void Expect(string name, string expected)
        {
            var found = root.TryGetProperty(name, out var value) ? value.ToString() : "nothing";
            if (found != expected)
                throw new InvalidDataException($"{path} was written with {name} = {found}, now it is {expected}.");
        }

        void ExpectCount(string kind, int expected)
        {
            var found = root.GetProperty($"{kind}s").GetArrayLength();
            if (found != expected)
                throw new InvalidDataException($"{path} was written with {found} {kind}s, now there are {expected}.");
        }

        float[] Find(string name, Parameter parameter) =>
            !file.TryGet(name, out var tensor) ? throw new InvalidDataException($"{path} lacks the tensor {name}.")
            : !tensor.Shape.SequenceEqual(parameter.Shape)
                ? throw new InvalidDataException($"{path}: {name} is ({string.Join(", ", tensor.Shape)}), expected ({string.Join(", ", parameter.Shape)}).")
            : tensor.ToFloats();
    }

    private static IEnumerable<(string Name, Parameter Parameter)> Slots(Fitting fitting)
    {
        var state = fitting.State.Optimizer;
        for (var slot = 0; slot < state.Slots.Count; slot++)
        {
            foreach (var parameter in new ParameterSet(fitting.Model.Parameters, state.Slots[slot]))
            {
                if (parameter.IsTrainable)
                    yield return (state.SlotNames[slot], parameter);
            }
        }
    }

    private static IEnumerable<Parameter> Averages(Fitting fitting) =>
        fitting.Average is { Updates: > 0 } average ? average.Average : [];

    private static void WriteStates(Utf8JsonWriter writer, SafeTensorsWriter file, string kind, IEnumerable<Action<SavedState>> saves)
    {
        writer.WriteStartArray($"{kind}s");
        foreach (var (i, save) in saves.Index())
        {
            SavedState state = new();
            save(state);
            writer.WriteStartObject();
            WriteNumbers(writer, "numbers", state.Numbers.Select(number => (number.Key, number.Value)));
            writer.WriteEndObject();
            foreach (var (name, values) in state.Arrays)
                file.Add($"{kind}/{i}/{name}", [values.Length], values);
        }
        writer.WriteEndArray();
    }

    private static SavedState ReadState(JsonElement root, SafeTensors file, string kind, int index)
    {
        SavedState state = new();
        foreach (var (name, value) in ReadNumbers(root.GetProperty($"{kind}s")[index].GetProperty("numbers")))
            state.Numbers[name] = value;
        var prefix = $"{kind}/{index}/";
        foreach (var tensor in file.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
            state.Arrays[tensor.Name[prefix.Length..]] = tensor.ToFloats();
        return state;
    }

    private static void WriteHistory(Utf8JsonWriter writer, History history)
    {
        writer.WriteStartArray("history");
        foreach (var epoch in history.Epochs)
        {
            writer.WriteStartObject();
            writer.WriteNumber("epoch", epoch.Epoch);
            writer.WriteNumber("learning_rate", epoch.LearningRate);
            writer.WriteNumber("seconds", epoch.Seconds);
            writer.WriteNumber("samples_per_second", epoch.SamplesPerSecond);
            WriteNumbers(writer, "values", epoch.Values.Select(value => (value.Key, value.Value)));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static EpochRecord ReadEpoch(JsonElement epoch) => new(
        epoch.GetProperty("epoch").GetInt32(), ReadNumbers(epoch.GetProperty("values")),
        epoch.GetProperty("learning_rate").GetSingle(), epoch.GetProperty("seconds").GetDouble(),
        epoch.GetProperty("samples_per_second").GetDouble());

    /// <summary>Numbers as text: JSON itself has no NaN, which a best value is before the first epoch.</summary>
    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<(string Name, double Value)> numbers)
    {
        writer.WriteStartObject(name);
        foreach (var number in numbers)
            writer.WriteString(number.Name, number.Value.ToString("R", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private static Dictionary<string, double> ReadNumbers(JsonElement numbers) => numbers.EnumerateObject().ToDictionary(
        number => number.Name, number => double.Parse(number.Value.GetString()!, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(float? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "none";
}
