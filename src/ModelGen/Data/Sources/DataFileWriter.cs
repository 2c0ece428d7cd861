using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace ModelGen;

/// <summary>Writes data sources to files that <see cref="DataFile"/> reads.</summary>
public static class DataFileWriter
{
    private const int BatchSize = 256;

    /// <summary>
    /// Writes all samples, in order, as one safetensors file: a tensor (count, length) for each column, F32 or I32. Never
    /// holds more than a batch in memory; the path holds either what it held before or all of the new file.
    /// </summary>
    /// <param name="source">What is written; columns need different names.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">Two columns have the same name.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(this DataSource source, string path)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (source.Schema.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() < source.Schema.Count)
            throw new ArgumentException($"The columns need different names: {string.Join(", ", source.Schema)}.", nameof(source));
        AtomicFile.Write(path, file => Write(source, file.SafeFileHandle));
    }

    private static void Write(DataSource source, SafeFileHandle file)
    {
        var schema = source.Schema;
        var starts = Array.Empty<long>();
        var bytes = Array.Empty<byte>();
        var done = 0;
        foreach (var batch in source.ReadChecked(new Batch(schema, BatchSize), EpochPlan.InOrder))
        {
            if (done == 0)
                starts = WriteHeader(source, file, batch.IsWeighted);
            for (var column = 0; column < schema.Count; column++)
            {
                var at = starts[column] + (long)done * schema[column].Length * sizeof(float);
                if (schema[column].ElementType == ElementType.Real)
                    Write(MemoryMarshal.Cast<float, uint>(batch.Reals(column)), at);
                else
                    Write(MemoryMarshal.Cast<int, uint>(batch.Indices(column)), at);
            }
            if (batch.IsWeighted)
                Write(MemoryMarshal.Cast<float, uint>(batch.Weights), starts[^1] + (long)done * sizeof(float));
            done += batch.Count;
        }
        if (done == 0)
            WriteHeader(source, file, weighted: false);

        void Write(ReadOnlySpan<uint> words, long at)
        {
            if (bytes.Length < words.Length * sizeof(uint))
                bytes = new byte[words.Length * sizeof(uint)];
            for (var i = 0; i < words.Length; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
            RandomAccess.Write(file, bytes.AsSpan(0, words.Length * sizeof(uint)), at);
        }
    }

    /// <summary>Writes the header and gives the place of each column, then that of the weights.</summary>
    private static long[] WriteHeader(DataSource source, SafeFileHandle file, bool weighted)
    {
        ColumnInfo[] columns = [.. source.Schema];
        if (weighted)
            columns = [.. columns, new(DataFile.WeightsName, ElementType.Real, 1)];
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (column.ClassNames is { } names)
                metadata[ClassesKey(column.Name)] = new JsonArray([.. names.Select(name => (JsonNode)name)]).ToJsonString();
        }
        var lengths = columns.Select(column => (long)source.Count * column.Length * sizeof(float)).ToArray();
        var header = SafeTensorsWriter.Header(metadata, columns.Select((column, i) =>
            (column.Name, column.ElementType == ElementType.Real ? "F32" : "I32", new[] { source.Count, column.Length }, lengths[i])));
        RandomAccess.Write(file, header, 0);
        var starts = new long[columns.Length];
        long at = header.Length;
        for (var i = 0; i < starts.Length; i++)
        {
            starts[i] = at;
            at += lengths[i];
        }
        return starts;
    }

    internal static string ClassesKey(string column) => $"classes/{column}";
}
