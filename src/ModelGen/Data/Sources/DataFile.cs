using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace ModelGen;

/// <summary>
/// A data set in a safetensors file that is read sample by sample, whatever its size: each column is a tensor whose first
/// axis counts the samples. Floats (F32, F64, F16, BF16) and bytes (U8) become reals, integers (I32, I64) indices.
/// Written by <see cref="DataFileWriter.Save"/> or by any other program; little-endian, row-major.
/// </summary>
/// <example><code>
/// using var train = DataFile.Open("train.safetensors", "image", "label");
/// model.Fit(train.Prefetch());
/// </code></example>
public sealed class DataFile : RandomAccessSource, IDisposable
{
    /// <summary>The tensor that, if there is one, holds a weight per sample.</summary>
    internal const string WeightsName = "sample_weight";

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly FileColumn[] columns;
    private readonly FileColumn? weights;

    private DataFile(string path, SafeFileHandle file, FileColumn[] columns, FileColumn? weights, int count)
    {
        (this.path, this.file, this.columns, this.weights, Count) = (path, file, columns, weights, count);
        Schema = [.. columns.Select(column => column.Info)];
    }

    /// <summary>Opens a file, reading no more than its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The tensors in the order of the model's inputs and targets; none for all in the file's order.</param>
    /// <exception cref="SafeTensorsException">The file is damaged, or a tensor is missing or no column.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DataFile Open(string path, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            var (entries, metadata, start) = SafeTensorsHeader.Read(path, file);
            if (columns.Count == 0)
                columns = [.. entries.Select(entry => entry.Name).Where(name => name != WeightsName)];
            if (columns.Count == 0)
                throw new SafeTensorsException($"{path} has no tensors.");
            FileColumn[] found = [.. columns.Select(name => Find(name, 0))];
            var weights = entries.Any(entry => entry.Name == WeightsName) ? Find(WeightsName, 1) : null;
            return new(path, file, found, weights, found[0].Count);

            FileColumn Find(string name, int length)
            {
                var entry = entries.FirstOrDefault(entry => entry.Name == name)
                    ?? throw new SafeTensorsException($"{path} has no tensor '{name}'; it has {string.Join(", ", entries.Select(entry => entry.Name))}.");
                return FileColumn.Of(path, entry, start, ClassNames(path, metadata, name), expectedLength: length,
                    expectedCount: name == columns[0] ? null : entries.First(entry => entry.Name == columns[0]).Shape[0]);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnInfo> Schema { get; }

    /// <inheritdoc/>
    public override void Fill(Batch batch, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Begin(samples.Length, weights is not null);
        for (var column = 0; column < batch.Columns.Count; column++)
        {
            if (columns[column].Info.ElementType == ElementType.Real)
                Read(columns[column], samples, batch.RealsToFill(column), columns[column].ToReals);
            else
                Read(columns[column], samples, batch.IndicesToFill(column), columns[column].ToIndices);
        }
        if (weights is not null)
            Read(weights, samples, batch.WeightsToFill, weights.ToReals);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private delegate void Conversion<T>(ReadOnlySpan<byte> bytes, Span<T> values);

    private void Read<T>(FileColumn column, ReadOnlySpan<int> samples, Span<T> values, Conversion<T> convert)
    {
        var length = column.Info.Length;
        if (values.Length != samples.Length * length)
            throw new ArgumentException($"The batch's columns are not those of the file: {column.Info}.");
        var size = length * column.ElementSize;
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            for (var i = 0; i < samples.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(samples[i], nameof(samples));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(samples[i], Count, nameof(samples));
                var at = column.Start + (long)samples[i] * size;
                var read = SafeTensorsHeader.ReadFully(file, bytes.AsSpan(0, size), at);
                if (read < size)
                    throw new DataFormatException(path, $"byte {at + read}", $"the file ends within sample {samples[i]} of '{column.Info.Name}'");
                convert(bytes.AsSpan(0, size), values.Slice(i * length, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The names of a column's classes, which a file may hold as a JSON array under <c>classes/column</c>.</summary>
    private static string[]? ClassNames(string path, Dictionary<string, string> metadata, string column)
    {
        if (!metadata.TryGetValue(DataFileWriter.ClassesKey(column), out var json))
            return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(name => name.GetString()!)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new SafeTensorsException($"{path} has metadata '{DataFileWriter.ClassesKey(column)}' that is no array of texts.", exception);
        }
    }
}
